package dev.sluice.ingest.simulation;

import dev.sluice.ingest.source.EntryResult;
import dev.sluice.ingest.source.QueueMessage;
import dev.sluice.ingest.source.QueueSource;
import dev.sluice.ingest.source.Received;
import dev.sluice.ingest.source.SettingsRead;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;

/// A queue of the modelled SQS as one machine reaches it.
final class ModelledQueueSource implements QueueSource {

  private static final Duration ON_THE_WAY = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofSeconds(5);

  private final ModelledQueues queues;
  private final Network network;
  private final Machine machine;
  private final String name;

  ModelledQueueSource(ModelledQueues queues, Machine machine, String name) {
    this.queues = queues;
    this.network = queues.network();
    this.machine = machine;
    this.name = name;
  }

  @Override
  public Received receive(int max, Duration wait, Duration visibility) {
    var call = new ServiceCall(ModelledQueues.SERVICE, "receive", wait.plus(ON_THE_WAY));
    Received received = receive(call, max, wait, visibility);
    ModelledQueue queue = queues.find(name);
    if (received instanceof Received.Messages(var messages) && queue != null) {
      queues.watcher().arrived(queue, messages, machine);
    }
    return received;
  }

  private Received receive(ServiceCall call, int max, Duration wait, Duration visibility) {
    return network.<Received>callSlow(
        machine,
        call,
        answer -> {
          ModelledQueue queue = queues.find(name);
          if (queue == null) {
            answer.give(new Received.QueueMissing());
          } else {
            queue.receive(
                machine,
                max,
                wait,
                visibility,
                taken ->
                    answer.give(
                        new Received.Messages(
                            taken.stream().map(StoredMessage::asReceived).toList())));
          }
        },
        fault -> new Received.Unavailable(fault.why()));
  }

  @Override
  public List<EntryResult> delete(List<QueueMessage> messages) {
    return each("delete", messages, queue -> m -> queue.delete(machine, m.receiptHandle()));
  }

  @Override
  public List<EntryResult> extend(List<QueueMessage> messages, Duration visibility) {
    return each("extend", messages, queue -> m -> queue.extend(m.receiptHandle(), visibility));
  }

  private List<EntryResult> each(
      String operation,
      List<QueueMessage> messages,
      Function<ModelledQueue, Function<QueueMessage, EntryResult>> step) {
    return network.call(
        machine,
        new ServiceCall(ModelledQueues.SERVICE, operation, SHORT),
        () -> {
          ModelledQueue queue = queues.find(name);
          return queue == null
              ? all(messages, new EntryResult.Failed("QueueDoesNotExist"))
              : messages.stream().map(step.apply(queue)).toList();
        },
        fault -> all(messages, new EntryResult.Failed(fault.why())));
  }

  private static List<EntryResult> all(List<QueueMessage> messages, EntryResult result) {
    return Collections.nCopies(messages.size(), result);
  }

  @Override
  public SettingsRead settings() {
    return network.<SettingsRead>call(
        machine,
        new ServiceCall(ModelledQueues.SERVICE, "settings", SHORT),
        () -> {
          ModelledQueue queue = queues.find(name);
          return queue == null
              ? new SettingsRead.QueueMissing()
              : new SettingsRead.Settings(queue.config().settings());
        },
        fault -> new SettingsRead.Unavailable(fault.why()));
  }
}
