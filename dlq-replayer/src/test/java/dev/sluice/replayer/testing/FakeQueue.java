package dev.sluice.replayer.testing;

import dev.sluice.ingest.source.EntryResult;
import dev.sluice.ingest.source.QueueMessage;
import dev.sluice.ingest.source.QueueSource;
import dev.sluice.ingest.source.Received;
import dev.sluice.ingest.source.SettingsRead;
import dev.sluice.replayer.deadletter.Pace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// A queue in memory, hiding what was received by the test's clock. Can be told to die, to refuse,
/// or to be away at its next call.
public final class FakeQueue implements QueueSource {

  private final Pace pace;
  private final Map<String, QueueMessage> messages = new LinkedHashMap<>();
  private final Map<String, Duration> hiddenUntil = new HashMap<>();
  private final List<String> log;

  /// Called before each delete and extension with its name; may throw.
  public Consumer<String> before = _ -> {};

  /// What every further delete is answered with.
  public EntryResult deleteAnswer = new EntryResult.Done();

  /// Deletes that are lost on the way before one is answered.
  public int lostDeletes;

  /// What every further extension is answered with.
  public EntryResult extendAnswer = new EntryResult.Done();

  /// Receives that still work.
  public int receivesLeft = Integer.MAX_VALUE;

  /// @param log gets a line per delete, shared with other fakes to show what came first
  public FakeQueue(Pace pace, List<String> log) {
    this.pace = pace;
    this.log = log;
  }

  public void put(QueueMessage message) {
    messages.put(message.messageId(), message);
  }

  /// Ids of all messages, hidden or not.
  public List<String> ids() {
    return List.copyOf(messages.keySet());
  }

  /// Ids of those a receive would bring.
  public List<String> visible() {
    return messages.keySet().stream().filter(this::isVisible).toList();
  }

  private boolean isVisible(String id) {
    return hiddenUntil.getOrDefault(id, Duration.ZERO).compareTo(pace.monotonic()) <= 0;
  }

  @Override
  public Received receive(int max, Duration wait, Duration visibility) {
    if (receivesLeft-- <= 0) {
      return new Received.Unavailable("the queue is away");
    }
    List<QueueMessage> received = new ArrayList<>();
    for (String id : visible()) {
      if (received.size() < max) {
        received.add(messages.get(id));
        hiddenUntil.put(id, pace.monotonic().plus(visibility));
      }
    }
    return new Received.Messages(received);
  }

  @Override
  public List<EntryResult> delete(List<QueueMessage> some) {
    before.accept("delete");
    if (lostDeletes > 0) {
      lostDeletes--;
      log.add("delete lost");
      return some.stream().<EntryResult>map(_ -> new EntryResult.Failed("lost")).toList();
    }
    for (QueueMessage message : some) {
      log.add("delete " + message.messageId());
      if (deleteAnswer instanceof EntryResult.Done) {
        messages.remove(message.messageId());
      }
    }
    return some.stream().map(_ -> deleteAnswer).toList();
  }

  @Override
  public List<EntryResult> extend(List<QueueMessage> some, Duration visibility) {
    before.accept("extend");
    if (extendAnswer instanceof EntryResult.Done) {
      some.forEach(m -> hiddenUntil.put(m.messageId(), pace.monotonic().plus(visibility)));
    }
    return some.stream().map(_ -> extendAnswer).toList();
  }

  @Override
  public SettingsRead settings() {
    return new SettingsRead.Unavailable("not asked for here");
  }
}
