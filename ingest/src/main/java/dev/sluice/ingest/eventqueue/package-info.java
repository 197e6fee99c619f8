/// Accepted asynchronous invocations, kept until they succeed, expire or are discarded.
///
/// [dev.sluice.ingest.eventqueue.EventQueue] stores an event before the caller hears of it,
/// [dev.sluice.ingest.eventqueue.EventQueueConsumer] has it tried,
/// [dev.sluice.ingest.eventqueue.EventSettlement] decides what becomes of it. Imports identity,
/// invoke, settle, destination, time, lifecycle; adapters live in packages below.
@NullMarked
package dev.sluice.ingest.eventqueue;

import org.jspecify.annotations.NullMarked;
