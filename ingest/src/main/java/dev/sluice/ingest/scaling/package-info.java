/// Which leases ought to exist now: shard lineage for streams. Only writes leases; pollers look at
/// those they hold. Imports identity, mapping, source, lease, time, lifecycle.
@NullMarked
package dev.sluice.ingest.scaling;

import org.jspecify.annotations.NullMarked;
