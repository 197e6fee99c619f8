/// Gather records until count, bytes or window says go. Imports [dev.sluice.ingest.source].
@NullMarked
package dev.sluice.ingest.batch;

import org.jspecify.annotations.NullMarked;
