/// Count running invocations and claims against the limits. Imports identity, invoke, lease, time,
/// lifecycle.
@NullMarked
package dev.sluice.ingest.concurrency;

import org.jspecify.annotations.NullMarked;
