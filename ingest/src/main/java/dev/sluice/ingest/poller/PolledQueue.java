package dev.sluice.ingest.poller;

import dev.sluice.ingest.mapping.QueueMapping;
import dev.sluice.ingest.source.EventShape;
import dev.sluice.ingest.source.QueueMessage;
import dev.sluice.ingest.source.QueueSource;

/// A queue as one mapping sees it.
///
/// @param mapping what the customer asked for
/// @param source the queue
/// @param shape how its messages are written into the event
public record PolledQueue(
    QueueMapping mapping, QueueSource source, EventShape<QueueMessage> shape) {}
