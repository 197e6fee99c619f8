package dev.sluice.ingest.source;

/// One record as its source gave it.
public sealed interface SourceRecord permits QueueMessage, StreamRecord {}
