/// Where records come from and how they are acknowledged. Imports [dev.sluice.ingest.identity].
@NullMarked
package dev.sluice.ingest.source;

import org.jspecify.annotations.NullMarked;
