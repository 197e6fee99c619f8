/// Count running invocations and claims against the limits, across nodes by shares. Imports
/// identity, invoke, lease, time, lifecycle.
///
/// [CountingService] lets in whom this node's part of a limit allows; [ShareKeeper] keeps that part
/// in step with the rows in [ShareStore] that all nodes share, as [SharePlan] decides.
@NullMarked
package dev.sluice.ingest.concurrency;

import org.jspecify.annotations.NullMarked;
