package dev.sluice.ingest.app;

import dev.sluice.ingest.destination.Destination;
import dev.sluice.ingest.identity.Arn;
import dev.sluice.ingest.mapping.EventSourceMapping;
import dev.sluice.ingest.mapping.QueueMapping;
import dev.sluice.ingest.mapping.StreamMapping;
import dev.sluice.ingest.template.ResolvedFunction;
import dev.sluice.ingest.template.ResolvedTemplate;
import dev.sluice.ingest.template.ResourceLookup;
import dev.sluice.ingest.template.ResourceLookup.UnknownResourceException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Looks for every queue that a node needs, before it starts: a failure destination that is missing
/// is otherwise found out when the first record must go there.
final class NamedQueues {

  private final ResourceLookup lookup;
  private final List<String> problems = new ArrayList<>();

  private NamedQueues(ResourceLookup lookup) {
    this.lookup = lookup;
  }

  /// A sentence for each queue that cannot be reached.
  static List<String> problems(ResolvedTemplate template, ResourceLookup lookup) {
    var queues = new NamedQueues(lookup);
    template.mappings().forEach(queues::look);
    template.functions().forEach(queues::look);
    return List.copyOf(queues.problems);
  }

  private void look(EventSourceMapping mapping) {
    String place = "Mapping " + mapping.logicalId();
    switch (mapping) {
      case QueueMapping queue when queue.enabled() -> look(place, queue.eventSource());
      case QueueMapping _ -> {} // not polled: may come into being later
      case StreamMapping stream -> look(place + " OnFailure", stream.onFailure());
    }
  }

  private void look(ResolvedFunction function) {
    String place = "Function " + function.logicalId();
    look(place + " inbox", function.inbox());
    look(place + " OnFailure", function.eventInvokeConfig().onFailure());
  }

  private void look(String place, @Nullable Destination destination) {
    switch (destination) {
      case null -> {}
      case Destination.SqsQueue(Arn arn) -> look(place, arn);
    }
  }

  private void look(String place, Arn queue) {
    try {
      lookup.queueUrl(queue);
    } catch (UnknownResourceException unknown) {
      problems.add(place + " " + unknown.getMessage() + " (" + queue + ").");
    }
  }
}
