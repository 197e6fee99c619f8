package dev.sluice.ingest.mapping;

import dev.sluice.ingest.identity.Arn;
import dev.sluice.ingest.identity.EventSourceMappingId;
import dev.sluice.ingest.identity.FunctionName;

/// Ties one event source to one function.
public sealed interface EventSourceMapping permits QueueMapping, StreamMapping {

  EventSourceMappingId id();

  /// The resource's name in its template, for people.
  String logicalId();

  FunctionName function();

  /// The queue or stream.
  Arn eventSource();

  boolean enabled();
}
