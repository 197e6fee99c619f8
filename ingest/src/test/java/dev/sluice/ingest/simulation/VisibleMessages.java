package dev.sluice.ingest.simulation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which message of a queue a receive brings next.
interface VisibleMessages {

  /// A new message, visible.
  void add(StoredMessage message);

  /// A visible message is hidden.
  void hide(StoredMessage message);

  /// A hidden message is visible.
  void show(StoredMessage message);

  /// A message is gone, hidden or not.
  void remove(StoredMessage message);

  boolean hasNext();

  /// The next message for a receive; null when it gets no more.
  ///
  /// @param taken what the same receive has already
  @Nullable StoredMessage next(List<StoredMessage> taken);

  /// Of a standard queue.
  final class InAnyOrder implements VisibleMessages {

    private final World world;
    private final List<StoredMessage> visible = new ArrayList<>();

    InAnyOrder(World world) {
      this.world = world;
    }

    @Override
    public void add(StoredMessage message) {
      visible.add(message);
    }

    @Override
    public void hide(StoredMessage message) {
      visible.remove(message);
    }

    @Override
    public void show(StoredMessage message) {
      visible.add(message);
    }

    @Override
    public void remove(StoredMessage message) {
      visible.remove(message);
    }

    @Override
    public boolean hasNext() {
      return !visible.isEmpty();
    }

    @Override
    public @Nullable StoredMessage next(List<StoredMessage> taken) {
      return visible.isEmpty() ? null : visible.get(world.random().nextInt(visible.size()));
    }
  }

  /// Of a FIFO queue: a group of which a message is hidden is kept back as a whole.
  final class InGroups implements VisibleMessages {

    /// The messages of a group in their order, hidden ones too.
    private static final class Group {
      final Deque<StoredMessage> messages = new ArrayDeque<>();
      int hidden;
    }

    private final Map<String, Group> groups = new LinkedHashMap<>();

    @Override
    public void add(StoredMessage message) {
      groups.computeIfAbsent(message.group(), _ -> new Group()).messages.addLast(message);
    }

    @Override
    public void hide(StoredMessage message) {
      Group group = groups.get(message.group());
      if (group != null) {
        group.hidden++;
      }
    }

    @Override
    public void show(StoredMessage message) {
      Group group = groups.get(message.group());
      if (group != null) {
        group.hidden--;
      }
    }

    @Override
    public void remove(StoredMessage message) {
      Group group = groups.get(message.group());
      if (group != null) {
        group.messages.remove(message);
        group.hidden -= message.isHidden() ? 1 : 0;
        if (group.messages.isEmpty()) {
          groups.remove(message.group());
        }
      }
    }

    @Override
    public boolean hasNext() {
      return next(List.of()) != null;
    }

    /// Goes on with the group of the last message as long as it has more.
    @Override
    public @Nullable StoredMessage next(List<StoredMessage> taken) {
      Group last = taken.isEmpty() ? null : groups.get(taken.getLast().group());
      if (last != null) {
        for (StoredMessage message : last.messages) {
          if (!message.isHidden()) {
            return message;
          }
        }
      }
      for (Group group : groups.values()) {
        if (group.hidden == 0) {
          return group.messages.getFirst();
        }
      }
      return null;
    }
  }
}
