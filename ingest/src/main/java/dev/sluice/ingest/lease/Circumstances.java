package dev.sluice.ingest.lease;

import dev.sluice.ingest.time.Timekeeper;
import java.util.random.RandomGenerator;

/// What the parts of the leasing service share.
///
/// @param store the rows
/// @param times of the protocol
/// @param timekeeper this node's clock
/// @param random for ids, tokens and the order of taking; safe for use by many threads
record Circumstances(
    LeaseStore store, LeaseTimes times, Timekeeper timekeeper, RandomGenerator random) {}
