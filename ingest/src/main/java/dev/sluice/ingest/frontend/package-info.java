/// The Invoke API: admit, place, answer; or accept and queue. Imports identity, invoke,
/// concurrency, worker, time, lifecycle.
@NullMarked
package dev.sluice.ingest.frontend;

import org.jspecify.annotations.NullMarked;
