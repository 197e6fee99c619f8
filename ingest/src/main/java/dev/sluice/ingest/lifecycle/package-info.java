/// Starting, taking turns, stopping in order. Imports [dev.sluice.ingest.time].
@NullMarked
package dev.sluice.ingest.lifecycle;

import org.jspecify.annotations.NullMarked;
