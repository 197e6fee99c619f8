package dev.sluice.ingest.app;

import dev.sluice.ingest.destination.DestinationSender;
import dev.sluice.ingest.eventqueue.EventInbox;
import dev.sluice.ingest.eventqueue.EventQueue;
import dev.sluice.ingest.eventqueue.EventQueueConsumer;
import dev.sluice.ingest.eventqueue.EventQueueListener;
import dev.sluice.ingest.eventqueue.EventQueueParts;
import dev.sluice.ingest.eventqueue.EventQueueSettings;
import dev.sluice.ingest.eventqueue.EventRows;
import dev.sluice.ingest.eventqueue.EventTarget;
import dev.sluice.ingest.eventqueue.sqs.SqsEventInbox;
import dev.sluice.ingest.identity.FunctionName;
import dev.sluice.ingest.identity.RequestId;
import dev.sluice.ingest.invoke.Invoker;
import dev.sluice.ingest.invoke.Payload;
import dev.sluice.ingest.notification.NotificationReader;
import dev.sluice.ingest.template.ResolvedFunction;
import dev.sluice.ingest.template.ResolvedTemplate;
import dev.sluice.ingest.template.ResourceLookup;
import dev.sluice.ingest.time.Timekeeper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Makes the event queue: one inbox and one consumer per function.
final class EventWiring {

  private final ResolvedTemplate template;
  private final Outside outside;
  private final EventQueueListener listener;
  private final Timekeeper time;
  private final RandomGenerator random;
  private final Map<FunctionName, EventInbox> inboxes = new LinkedHashMap<>();

  /// What the event queue reaches outside of the node.
  ///
  /// @param clients for the inboxes
  /// @param lookup of the inboxes' URLs
  /// @param rows of what waits
  /// @param destinations for failure records
  record Outside(
      AwsClients clients, ResourceLookup lookup, EventRows rows, DestinationSender destinations) {}

  EventWiring(
      ResolvedTemplate template,
      Outside outside,
      EventQueueListener listener,
      Timekeeper time,
      RandomGenerator random) {
    this.template = template;
    this.outside = outside;
    this.listener = listener;
    this.time = time;
    this.random = random;
    for (ResolvedFunction function : template.functions()) {
      String url = outside.lookup().queueUrl(function.inbox());
      inboxes.put(function.name(), new SqsEventInbox(outside.clients().queuePolls(), url));
    }
  }

  /// Where events are accepted.
  EventQueue queue() {
    return new EventQueue(inboxes, listener, time);
  }

  /// @throws EventNotStored when the event could not be made durable
  static RequestId accept(
      EventQueue queue, FunctionName function, Payload event, @Nullable String traceHeader) {
    return switch (queue.accept(function, event, traceHeader)) {
      case EventQueue.Acceptance.Accepted(RequestId id) -> id;
      case EventQueue.Acceptance.TooLarge(int largest) ->
          throw new EventNotStored("the event is larger than " + largest + " bytes");
      case EventQueue.Acceptance.NotStored(String why) -> throw new EventNotStored(why);
    };
  }

  /// An event was not accepted; its caller is told so.
  static final class EventNotStored extends RuntimeException {

    EventNotStored(String message) {
      super(message);
    }
  }

  List<EventQueueConsumer> consumers(Invoker invoker) {
    return template.functions().stream().map(f -> consumer(f, invoker)).toList();
  }

  private EventQueueConsumer consumer(ResolvedFunction function, Invoker invoker) {
    EventInbox inbox = inboxes.get(function.name());
    if (inbox == null) {
      throw new IllegalStateException("function " + function.name() + " has no inbox");
    }
    Integer reserved = function.reservedConcurrency();
    boolean none = reserved != null && reserved == 0;
    var target =
        new EventTarget(
            function.name(),
            function.configuration().arn(),
            function.configuration().timeout(),
            function::eventInvokeConfig,
            () -> none);
    var parts =
        new EventQueueParts(
            inbox,
            outside.rows(),
            new NotificationReader(),
            invoker,
            outside.destinations(),
            listener,
            time,
            random);
    return new EventQueueConsumer(target, parts, EventQueueSettings.DEFAULT);
  }
}
