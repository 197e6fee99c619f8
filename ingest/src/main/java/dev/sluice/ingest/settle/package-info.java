/// Decide what becomes of a batch. Pure. Imports source, batch, invoke, time.
@NullMarked
package dev.sluice.ingest.settle;

import org.jspecify.annotations.NullMarked;
