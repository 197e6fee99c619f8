package dev.sluice.demo.failover;

import java.time.Duration;

/// How long one shard was without a node that handles it.
///
/// @param way the former owner went
/// @param leaseGone from the signal until its lease named it no more
/// @param firstRecord from the signal until another node handled a record of the shard
record TakeOver(Way way, Duration leaseGone, Duration firstRecord) {}
