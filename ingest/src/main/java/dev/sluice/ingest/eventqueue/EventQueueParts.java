package dev.sluice.ingest.eventqueue;

import dev.sluice.ingest.destination.DestinationSender;
import dev.sluice.ingest.invoke.Invoker;
import dev.sluice.ingest.time.Timekeeper;
import java.util.random.RandomGenerator;

/// What a consumer needs from outside.
///
/// @param inbox of its function
/// @param rows shared by all functions
/// @param pushed reads what topics and buckets deliver
/// @param invoker calls the function
/// @param destinations take failure records
/// @param listener hears what becomes of events
/// @param time for ages and waits
/// @param random for tokens: no two nodes may share its seed; safe for use by many threads
public record EventQueueParts(
    EventInbox inbox,
    EventRows rows,
    PushedEventReader pushed,
    Invoker invoker,
    DestinationSender destinations,
    EventQueueListener listener,
    Timekeeper time,
    RandomGenerator random) {}
