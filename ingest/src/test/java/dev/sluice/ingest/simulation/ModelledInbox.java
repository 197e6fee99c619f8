package dev.sluice.ingest.simulation;

import dev.sluice.ingest.eventqueue.EventInbox;
import dev.sluice.ingest.eventqueue.EventStoreException;
import dev.sluice.ingest.eventqueue.InboxMessage;
import dev.sluice.ingest.eventqueue.OutgoingMessage;
import dev.sluice.ingest.source.EntryResult;
import dev.sluice.ingest.source.MessageAttribute;
import dev.sluice.ingest.source.QueueMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// A function's inbox, a queue of the modelled SQS, as one machine reaches it.
final class ModelledInbox implements EventInbox {

  private static final Duration ON_THE_WAY = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofSeconds(20);

  private final ModelledQueues queues;
  private final Network network;
  private final Machine machine;
  private final ModelledQueue queue;
  private final MessageHands hands;

  ModelledInbox(ModelledQueues queues, Machine machine, ModelledQueue queue, MessageHands hands) {
    this.queues = queues;
    this.network = queues.network();
    this.machine = machine;
    this.queue = queue;
    this.hands = hands;
  }

  @Override
  public Optional<InboxMessage> receive(Duration atMost, Duration visibility) {
    return network.callSlow(
        machine,
        call("receive", atMost.plus(ON_THE_WAY)),
        answer ->
            queue.receive(
                machine,
                1,
                wholeSeconds(atMost),
                wholeSeconds(visibility),
                taken -> answer.give(taken.stream().findFirst().map(ModelledInbox::message))),
        fault -> {
          throw new EventStoreException(fault.why(), new IllegalStateException(queue.name()));
        });
  }

  private static InboxMessage message(StoredMessage stored) {
    QueueMessage received = stored.asReceived();
    Map<String, String> attributes = new LinkedHashMap<>();
    received
        .messageAttributes()
        .forEach(
            (name, value) -> {
              if (value.stringValue() != null) {
                attributes.put(name, value.stringValue());
              }
            });
    return new InboxMessage(
        stored.id,
        received.receiptHandle(),
        received.body(),
        stored.receives,
        Instant.ofEpochMilli(stored.sentAt.toEpochMilli()),
        stored.content.traceHeader(),
        attributes);
  }

  @Override
  public Sending send(OutgoingMessage message, Duration delay) {
    Map<String, MessageAttribute> attributes = new LinkedHashMap<>();
    message
        .attributes()
        .forEach(
            (name, value) -> attributes.put(name, new MessageAttribute("String", value, null)));
    var content =
        new StoredMessage.Content(message.body(), null, message.traceHeader(), attributes);
    return network.<Sending>call(
        machine,
        call("send", SHORT),
        () -> new Sending.Sent(queues.put(queue, content, wholeSeconds(delay)).id),
        fault -> new Sending.NotSent(fault.why()));
  }

  @Override
  public boolean hide(InboxMessage message, Duration visibility) {
    boolean done =
        network.call(
            machine,
            call("hide", SHORT),
            () -> isDone(queue.extend(message.receiptHandle(), wholeSeconds(visibility))),
            _ -> false);
    if (done) {
      hands.hidden(Thread.currentThread(), message);
    }
    return done;
  }

  @Override
  public boolean delete(InboxMessage message) {
    return network.call(
        machine,
        call("delete", SHORT),
        () -> isDone(queue.delete(machine, message.receiptHandle())),
        _ -> false);
  }

  private static boolean isDone(EntryResult result) {
    return result instanceof EntryResult.Done;
  }

  private static ServiceCall call(String operation, Duration timeout) {
    return new ServiceCall(ModelledQueues.SERVICE, "inbox-" + operation, timeout);
  }

  /// As SQS takes them: rounded up, since a wait is never shorter than asked for.
  private static Duration wholeSeconds(Duration duration) {
    return Duration.ofSeconds(duration.plusMillis(999).toSeconds());
  }
}
