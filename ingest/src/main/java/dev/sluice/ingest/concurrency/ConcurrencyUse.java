package dev.sluice.ingest.concurrency;

/// How a limit is used at one moment.
///
/// @param limit how many may run at once
/// @param running invocations in progress
/// @param held polled batches that wait for a slot
/// @param waiting other invocations that wait for a slot
/// @param claims polls that may bring a batch
public record ConcurrencyUse(int limit, int running, int held, int waiting, int claims) {}
