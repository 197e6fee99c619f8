/// Count by listening; nobody calls it.
///
/// [dev.sluice.ingest.metrics.MetricsListener] hears what happens,
/// [dev.sluice.ingest.metrics.MetricSnapshot] is what it heard so far,
/// [dev.sluice.ingest.metrics.MetricsEndpoint] shows it. Names are Lambda's; `docs/metrics.md` says
/// how they are spelled for Prometheus. Imports the listeners of other packages, and identity,
/// mapping, source and destination, of which listeners speak.
@NullMarked
package dev.sluice.ingest.metrics;

import org.jspecify.annotations.NullMarked;
