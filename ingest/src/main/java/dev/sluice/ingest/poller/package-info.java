/// The polling shells: one loop per held lease or seat. Only this package moves a record from one
/// stage to the next. Imports all stages, mapping, lease, identity, time, lifecycle.
@NullMarked
package dev.sluice.ingest.poller;

import org.jspecify.annotations.NullMarked;
