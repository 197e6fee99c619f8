package dev.sluice.ingest.testing;

import dev.sluice.ingest.identity.Arn;
import dev.sluice.ingest.source.EntryResult;
import dev.sluice.ingest.source.MessageAttribute;
import dev.sluice.ingest.source.QueueMessage;
import dev.sluice.ingest.source.QueueSettings;
import dev.sluice.ingest.source.QueueSource;
import dev.sluice.ingest.source.Received;
import dev.sluice.ingest.source.SettingsRead;
import dev.sluice.ingest.time.Timekeeper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A queue in memory that hides, counts, redrives and refuses as SQS does, on a clock of the test's
/// choice. An empty receive returns within 20 ms of real time and moves no clock. Safe for use by
/// many threads; everything is guarded by this.
public final class InMemoryQueue implements QueueSource {

  private final Timekeeper time;
  private final @Nullable InMemoryQueue deadLetterQueue;
  private QueueSettings settings;
  private final List<Stored> stored = new ArrayList<>();
  private final List<String> calls = new ArrayList<>();
  private int made;

  private @Nullable String unavailable;
  private boolean missing;
  private boolean settingsRefused;
  private @Nullable EntryResult deleteAnswer;
  private int deleteAnswers;
  private @Nullable Runnable duringReceive;

  /// @param deadLetterQueue where the settings' redrive policy moves messages
  public InMemoryQueue(
      Timekeeper time, QueueSettings settings, @Nullable InMemoryQueue deadLetterQueue) {
    this.time = time;
    this.settings = settings;
    this.deadLetterQueue = deadLetterQueue;
  }

  /// A standard queue that hides messages for so long and never redrives.
  public static InMemoryQueue standard(Timekeeper time, Duration visibility) {
    return new InMemoryQueue(time, new QueueSettings(visibility, false, null), null);
  }

  /// A FIFO queue that hides messages for so long and never redrives.
  public static InMemoryQueue fifo(Timekeeper time, Duration visibility) {
    return new InMemoryQueue(time, new QueueSettings(visibility, true, null), null);
  }

  /// A standard queue whose messages end in `deadLetterQueue` after so many receives.
  public static InMemoryQueue redriving(
      Timekeeper time, Duration visibility, int maxReceiveCount, InMemoryQueue deadLetterQueue) {
    var redrive =
        new QueueSettings.Redrive(
            Arn.parse("arn:aws:sqs:eu-central-1:111122223333:dead"), maxReceiveCount);
    return new InMemoryQueue(time, new QueueSettings(visibility, false, redrive), deadLetterQueue);
  }

  /// Puts a message; answers its id.
  public String send(String body) {
    return send(body, null, Map.of());
  }

  /// Puts a message of a group; answers its id.
  public String sendToGroup(String group, String body) {
    return send(body, group, Map.of());
  }

  /// Puts a message; answers its id.
  public synchronized String send(
      String body, @Nullable String group, Map<String, MessageAttribute> attributes) {
    String id = "m" + ++made;
    stored.add(new Stored(id, body, group, attributes, time.monotonic()));
    notifyAll();
    return id;
  }

  /// The ids of the messages that are not deleted, in order of sending.
  public synchronized List<String> left() {
    return stored.stream().map(m -> m.id).toList();
  }

  /// The ids of the messages that a receive could bring now.
  public synchronized List<String> visible() {
    return stored.stream().filter(m -> !m.isHidden(time.monotonic())).map(m -> m.id).toList();
  }

  /// The calls so far, such as `receive 36s`, `delete m1 m2`, `extend 36s m1`, `settings`.
  public synchronized List<String> calls() {
    return List.copyOf(calls);
  }

  public synchronized void changeVisibilityTimeout(Duration visibility) {
    settings = new QueueSettings(visibility, settings.fifo(), settings.redrive());
  }

  /// Until told otherwise the queue does not exist.
  public synchronized void setMissing(boolean missing) {
    this.missing = missing;
  }

  /// Until told null, receives and settings cannot be had.
  public synchronized void setUnavailable(@Nullable String why) {
    unavailable = why;
  }

  /// Until told otherwise the settings alone cannot be had.
  public synchronized void refuseSettings(boolean refused) {
    settingsRefused = refused;
  }

  /// Deletes everything, as the function itself may.
  public synchronized void purge() {
    stored.clear();
  }

  /// Runs this while the next receive is under way, before it takes messages.
  public synchronized void duringNextReceive(Runnable action) {
    duringReceive = action;
  }

  /// Waits until this message can be received; false when a minute was not enough.
  public synchronized boolean awaitVisible(String id) throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    while (!visible().contains(id) && System.nanoTime() < deadline) {
      wait(100);
    }
    return visible().contains(id);
  }

  /// The next deletes of a message are answered so and do nothing.
  public synchronized void answerDeletes(int messages, EntryResult answer) {
    deleteAnswers = messages;
    deleteAnswer = answer;
  }

  @Override
  @SuppressWarnings("WaitNotInLoop") // Waking early is an empty receive, which callers expect.
  public synchronized Received receive(int max, Duration wait, Duration visibility)
      throws InterruptedException {
    calls.add("receive " + visibility.toSeconds() + "s");
    Runnable action = duringReceive;
    duringReceive = null;
    if (action != null) {
      action.run();
    }
    if (missing) {
      return new Received.QueueMissing();
    }
    if (unavailable != null) {
      return new Received.Unavailable(unavailable);
    }
    var messages = take(max, visibility);
    if (messages.isEmpty() && wait.isPositive()) {
      wait(20);
      messages = take(max, visibility);
    }
    return new Received.Messages(messages);
  }

  private List<QueueMessage> take(int max, Duration visibility) {
    Duration now = time.monotonic();
    redriveExhausted(now);
    var taken = new ArrayList<QueueMessage>();
    Set<String> blocked = new HashSet<>();
    for (Stored message : stored) {
      boolean hidden = message.isHidden(now);
      if (settings.fifo() && (hidden || blocked.contains(message.groupOrNone()))) {
        blocked.add(message.groupOrNone());
      } else if (!hidden && taken.size() < max) {
        taken.add(message.receive(now, visibility));
      } else if (settings.fifo()) {
        blocked.add(message.groupOrNone());
      }
    }
    return taken;
  }

  private void redriveExhausted(Duration now) {
    var redrive = settings.redrive();
    if (redrive == null || deadLetterQueue == null) {
      return;
    }
    for (Iterator<Stored> each = stored.iterator(); each.hasNext(); ) {
      Stored message = each.next();
      if (!message.isHidden(now) && message.receives >= redrive.maxReceiveCount()) {
        each.remove();
        deadLetterQueue.take(message);
      }
    }
  }

  private synchronized void take(Stored message) {
    stored.add(
        new Stored(message.id, message.body, message.group, message.attributes, Duration.ZERO));
    notifyAll();
  }

  @Override
  public synchronized List<EntryResult> delete(List<QueueMessage> messages) {
    calls.add("delete" + ids(messages));
    return messages.stream().map(this::delete).toList();
  }

  private EntryResult delete(QueueMessage message) {
    if (deleteAnswers > 0 && deleteAnswer != null) {
      deleteAnswers--;
      return deleteAnswer;
    }
    if (message.receiptHandle().indexOf('#') < 0) {
      return new EntryResult.Refused("ReceiptHandleIsInvalid");
    }
    Stored found = find(message);
    if (settings.fifo() && (found == null || !found.isHidden(time.monotonic()))) {
      return new EntryResult.Refused("InvalidParameterValue");
    }
    stored.remove(found);
    return new EntryResult.Done();
  }

  @Override
  public synchronized List<EntryResult> extend(List<QueueMessage> messages, Duration visibility) {
    calls.add("extend " + visibility.toSeconds() + "s" + ids(messages));
    return messages.stream().map(m -> extend(m, visibility)).toList();
  }

  private EntryResult extend(QueueMessage message, Duration visibility) {
    Stored found = find(message);
    if (found == null || !found.isHidden(time.monotonic())) {
      return new EntryResult.Refused("InvalidParameterValue");
    }
    found.visibleAt = time.monotonic().plus(visibility);
    notifyAll();
    return new EntryResult.Done();
  }

  @Override
  public synchronized SettingsRead settings() {
    calls.add("settings");
    if (missing) {
      return new SettingsRead.QueueMissing();
    }
    if (settingsRefused) {
      return new SettingsRead.Unavailable("AccessDenied");
    }
    return unavailable == null
        ? new SettingsRead.Settings(settings)
        : new SettingsRead.Unavailable(unavailable);
  }

  /// The message this handle still stands for: handles of earlier receives stand for nothing.
  private @Nullable Stored find(QueueMessage message) {
    return stored.stream()
        .filter(m -> m.handle().equals(message.receiptHandle()))
        .sorted(Comparator.comparing(m -> m.id))
        .findFirst()
        .orElse(null);
  }

  private static String ids(List<QueueMessage> messages) {
    var ids = new StringBuilder();
    messages.forEach(m -> ids.append(' ').append(m.messageId()));
    return ids.toString();
  }

  private static final class Stored {

    private final String id;
    private final String body;
    private final @Nullable String group;
    private final Map<String, MessageAttribute> attributes;
    private Duration visibleAt;
    private int receives;

    Stored(
        String id,
        String body,
        @Nullable String group,
        Map<String, MessageAttribute> attributes,
        Duration visibleAt) {
      this.id = id;
      this.body = body;
      this.group = group;
      this.attributes = attributes;
      this.visibleAt = visibleAt;
    }

    boolean isHidden(Duration now) {
      return now.compareTo(visibleAt) < 0;
    }

    String groupOrNone() {
      return group == null ? "" : group;
    }

    String handle() {
      return id + "#" + receives;
    }

    QueueMessage receive(Duration now, Duration visibility) {
      receives++;
      visibleAt = now.plus(visibility);
      var system = new LinkedHashMap<String, String>();
      system.put("ApproximateReceiveCount", Integer.toString(receives));
      if (group != null) {
        system.put("MessageGroupId", group);
      }
      String digest = attributes.isEmpty() ? null : "d25a6aea97eb8f585bfa92d314504a92";
      return new QueueMessage(id, handle(), body, "md5", system, attributes, digest);
    }
  }
}
