package dev.sluice.ingest.template;

import dev.sluice.ingest.identity.Arn;
import dev.sluice.ingest.identity.FunctionName;
import java.util.List;

/// A source that pushes events to a function, through the function's inbox.
public sealed interface Push {

  /// `FunctionEvent`, as SAM names what it makes of an event.
  String id();

  FunctionName function();

  /// A bucket that tells of its objects.
  ///
  /// @param events such as `s3:ObjectCreated:*`
  record FromBucket(String id, FunctionName function, Arn bucket, List<String> events)
      implements Push {
    public FromBucket {
      events = List.copyOf(events);
    }
  }

  /// A topic the function subscribes to.
  record FromTopic(String id, FunctionName function, Arn topic) implements Push {}
}
