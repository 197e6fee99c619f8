package dev.sluice.ingest.simulation;

import dev.sluice.ingest.source.EntryResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One queue of the modelled SQS: what requests do when they arrive. Everything happens on the
/// simulator's thread; times are true ones.
final class ModelledQueue {

  /// Messages that become visible together are found together.
  private static final Duration SPREAD = Duration.ofMillis(5);

  private static final Duration COMES_BACK_WITHIN = Duration.ofSeconds(60);
  private static final Duration SECOND_DELIVERY_WITHIN = Duration.ofSeconds(5);

  private final World world;
  private final Mishaps mishaps;
  private final QueueConfig config;
  private final QueueWatcher watcher;
  private final @Nullable ModelledQueue deadLetters;

  /// All that are not gone.
  private final Map<String, StoredMessage> messages = new LinkedHashMap<>();

  private final VisibleMessages visible;
  private final List<LongPoll> polls = new ArrayList<>();
  private boolean isWaking;

  /// Deleted messages that will come back.
  private int comingBack;

  /// A receive that waits.
  ///
  /// @param taker gets what there is, once
  private record LongPoll(
      Machine by, int max, Duration visibility, Consumer<List<StoredMessage>> taker, Event over) {}

  ModelledQueue(
      World world,
      Mishaps mishaps,
      QueueConfig config,
      @Nullable ModelledQueue deadLetters,
      QueueWatcher watcher) {
    this.world = world;
    this.mishaps = mishaps;
    this.config = config;
    this.deadLetters = deadLetters;
    this.watcher = watcher;
    this.visible =
        config.fifo() ? new VisibleMessages.InGroups() : new VisibleMessages.InAnyOrder(world);
  }

  QueueConfig config() {
    return config;
  }

  String name() {
    return config.name();
  }

  Collection<StoredMessage> messages() {
    return messages.values();
  }

  boolean holds(StoredMessage message) {
    return messages.get(message.id) == message;
  }

  /// Whether there is nothing and nothing will come back.
  boolean isEmpty() {
    return messages.isEmpty() && comingBack == 0;
  }

  /// Puts a message in.
  void put(StoredMessage message, Duration delay) {
    messages.put(message.id, message);
    visible.add(message);
    watcher.stored(this, message);
    if (delay.isPositive()) {
      hide(message, delay);
    } else {
      wake();
    }
  }

  /// A receive arrives.
  ///
  /// @param taker gets messages, or none when the wait is over; on the simulator's thread, once
  void receive(
      Machine by,
      int max,
      Duration wait,
      Duration visibility,
      Consumer<List<StoredMessage>> taker) {
    if (!visibility.isPositive()) {
      throw new IllegalArgumentException("a receive that hides nothing is not modelled");
    }
    List<StoredMessage> taken = take(by, max, visibility);
    if (!taken.isEmpty() || !wait.isPositive()) {
      taker.accept(taken);
      return;
    }
    Event over =
        world.at(
            wait,
            () -> {
              polls.removeIf(poll -> poll.taker().equals(taker));
              taker.accept(List.of());
            });
    polls.add(new LongPoll(by, max, visibility, taker, over));
  }

  private List<StoredMessage> take(Machine by, int max, Duration visibility) {
    List<StoredMessage> taken = new ArrayList<>();
    while (taken.size() < max) {
      StoredMessage next = visible.next(taken);
      if (next == null) {
        break;
      }
      if (deadLetters != null && next.receives >= config.maxReceiveCount()) {
        exhaust(next, deadLetters);
        continue;
      }
      next.receives++;
      next.receiver = by;
      boolean twice = !config.fifo() && mishaps.happens(Mishap.DELIVERED_TWICE);
      hide(next, twice ? upTo(SECOND_DELIVERY_WITHIN) : visibility);
      taken.add(next);
      watcher.received(this, next, by);
    }
    return taken;
  }

  private void exhaust(StoredMessage message, ModelledQueue target) {
    remove(message);
    watcher.exhausted(this, message);
    var moved = new StoredMessage(message.id, message.content, message.number, message.sentAt);
    target.put(moved, Duration.ZERO);
  }

  /// A delete of one message arrives.
  EntryResult delete(Machine by, String handle) {
    if (handle.indexOf('#') < 0) {
      return new EntryResult.Refused("ReceiptHandleIsInvalid");
    }
    StoredMessage message = messages.get(handle.substring(0, handle.indexOf('#')));
    boolean current = message != null && message.handle().equals(handle);
    if (config.fifo() && (message == null || !current || !message.isHidden())) {
      return new EntryResult.Refused("InvalidParameterValue");
    }
    if (mishaps.happens(Mishap.ENTRY_NOT_DONE)) {
      return new EntryResult.Failed("InternalError");
    }
    if (message != null && (current || mishaps.happens(Mishap.DELETED_BY_STALE_HANDLE))) {
      delete(by, message);
    }
    return mishaps.happens(Mishap.DONE_BUT_CALLED_FAILED)
        ? new EntryResult.Failed("InternalError")
        : new EntryResult.Done();
  }

  private void delete(Machine by, StoredMessage message) {
    remove(message);
    watcher.deleted(this, message, by);
    if (!config.fifo() && mishaps.happens(Mishap.CAME_BACK_DELETED)) {
      comingBack++;
      world.at(upTo(COMES_BACK_WITHIN), () -> bringBack(message));
    }
    wake(); // of a group that waited for it
  }

  private void bringBack(StoredMessage message) {
    comingBack--;
    var copy = new StoredMessage(message.id, message.content, message.number, message.sentAt);
    copy.receives = message.receives;
    put(copy, Duration.ZERO);
  }

  /// A change of one message's visibility arrives.
  EntryResult extend(String handle, Duration visibility) {
    int cut = handle.indexOf('#');
    StoredMessage message = cut < 0 ? null : messages.get(handle.substring(0, cut));
    if (message == null || !message.handle().equals(handle) || !message.isHidden()) {
      return new EntryResult.Refused("InvalidParameterValue");
    }
    if (mishaps.happens(Mishap.ENTRY_NOT_DONE)) {
      return new EntryResult.Failed("InternalError");
    }
    hide(message, visibility);
    return mishaps.happens(Mishap.DONE_BUT_CALLED_FAILED)
        ? new EntryResult.Failed("InternalError")
        : new EntryResult.Done();
  }

  private void hide(StoredMessage message, Duration duration) {
    if (message.comesBack != null) {
      message.comesBack.cancel();
    } else {
      visible.hide(message);
    }
    message.comesBack = world.at(duration, () -> comeBack(message));
    if (!duration.isPositive()) {
      message.comesBack.cancel();
      comeBack(message);
    }
  }

  private void comeBack(StoredMessage message) {
    message.comesBack = null;
    visible.show(message);
    watcher.returned(this, message);
    wake();
  }

  private void remove(StoredMessage message) {
    messages.remove(message.id);
    message.gone = true;
    visible.remove(message);
    if (message.comesBack != null) {
      message.comesBack.cancel();
      message.comesBack = null;
    }
  }

  /// Soon gives what is visible to those who wait.
  private void wake() {
    if (!isWaking && !polls.isEmpty()) {
      isWaking = true;
      world.at(upTo(SPREAD), this::serve);
    }
  }

  private void serve() {
    isWaking = false;
    while (!polls.isEmpty() && visible.hasNext()) {
      LongPoll poll = polls.remove(world.random().nextInt(polls.size()));
      poll.over().cancel();
      if (poll.by().hasCrashed() && !mishaps.happens(Mishap.RECEIVED_BY_NOBODY)) {
        continue;
      }
      poll.taker().accept(take(poll.by(), poll.max(), poll.visibility()));
    }
  }

  private Duration upTo(Duration limit) {
    return Duration.ofNanos(world.random().nextLong(limit.toNanos()));
  }
}
