package dev.sluice.ingest.simulation;

import dev.sluice.ingest.lease.LeaseKey;
import dev.sluice.ingest.source.ReadPosition;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// Judges every write of the lease table that was accepted: who wrote it, and what it passes over.
final class LeaseJudge {

  private final Promises promises;
  private final StreamJudge streams;

  /// What runs of a shard now.
  private final Function<ShardBook, List<Run>> running;

  /// The machine that registered a node.
  private final Map<String, Machine> machines = new HashMap<>();

  /// Nodes that are alive by the table.
  private final Set<String> alive = new HashSet<>();

  /// Who took a lease by this token.
  private final Map<String, Machine> takers = new HashMap<>();

  /// The rows of leases as they are, by their ids.
  private final Map<String, Map<String, AttributeValue>> leases = new HashMap<>();

  private ToIntFunction<LeaseKey> trusted = _ -> 0;
  private Consumer<ModelledShard> finished = _ -> {};

  LeaseJudge(Promises promises, StreamJudge streams, Function<ShardBook, List<Run>> running) {
    this.promises = promises;
    this.streams = streams;
    this.running = running;
  }

  /// @param holders how many holders of a lease on live machines trust in it now
  void trust(ToIntFunction<LeaseKey> holders) {
    trusted = holders;
  }

  /// @param listener hears of each shard whose lease says that all of it is settled
  void whenFinished(Consumer<ModelledShard> listener) {
    finished = listener;
  }

  /// @param author null for a write from outside
  void written(
      @Nullable Map<String, AttributeValue> before,
      @Nullable Map<String, AttributeValue> after,
      @Nullable Machine author) {
    Map<String, AttributeValue> present = after == null ? before : after;
    if (present == null || author == null) {
      return;
    }
    String id = Rows.id(present);
    if (id.startsWith(Rows.NODE)) {
      node(id.substring(Rows.NODE.length()), before, after, author);
    } else if (id.startsWith(Rows.LEASE)) {
      lease(id, new Write(before, after, author, Rows.key(present)));
    }
  }

  private void node(
      String node,
      @Nullable Map<String, AttributeValue> before,
      @Nullable Map<String, AttributeValue> after,
      Machine author) {
    if (before == null) {
      machines.put(node, author);
      alive.add(node);
    }
    if (after == null || after.containsKey("dead")) {
      alive.remove(node);
    }
  }

  /// A lease row before and after, and whose doing it was.
  private record Write(
      @Nullable Map<String, AttributeValue> before,
      @Nullable Map<String, AttributeValue> after,
      Machine author,
      LeaseKey key) {

    private static @Nullable String in(
        @Nullable Map<String, AttributeValue> row, String attribute) {
      return row == null ? null : Rows.text(row, attribute);
    }

    @Nullable String tokenBefore() {
      return in(before, "token");
    }

    @Nullable String tokenAfter() {
      return in(after, "token");
    }

    boolean isSameTenure() {
      return Objects.equals(tokenBefore(), tokenAfter());
    }

    boolean movesWork() {
      return before != null
          && after != null
          && (!Objects.equals(before.get("position"), after.get("position"))
              || !Objects.equals(before.get("inHand"), after.get("inHand")));
    }

    @Override
    public String toString() {
      return author + " wrote " + key.text() + ", before: " + before + ", after: " + after;
    }
  }

  private void lease(String id, Write write) {
    if (write.before() == null || write.after() == null) {
      madeOrRemoved(write);
    } else if (!write.isSameTenure()) {
      changedHands(write);
    }
    if (write.movesWork()) {
      moved(write);
    }
    Map<String, AttributeValue> after = write.after();
    if (after == null) {
      leases.remove(id);
    } else {
      leases.put(id, after);
      note(shard(write), after);
    }
    int believers = trusted.applyAsInt(write.key());
    check(believers <= 1, () -> believers + " nodes trust in one lease; " + write);
  }

  /// Null for a lease that is of no shard.
  private @Nullable ShardBook shard(Write write) {
    return write.key() instanceof LeaseKey.Shard shard
        ? streams.find(shard.stream(), shard.shard())
        : null;
  }

  private void check(boolean kept, Supplier<String> broken) {
    promises.check(Promise.ONE_OWNER, kept, broken);
  }

  /// Only the manager makes and removes leases of shards, and removes none that is still needed.
  private void madeOrRemoved(Write write) {
    if (write.key() instanceof LeaseKey.Manager) {
      return;
    }
    check(
        isManager(write.author()), () -> "not the manager: " + write + ", managers " + managers());
    ShardBook book = shard(write);
    if (book == null) {
      return;
    }
    if (write.after() == null) {
      boolean listed = book.shard().stream().listed(book.shard().id()) != null;
      promises.check(
          Promise.NOTHING_IS_LOST, !listed, () -> "the lease of a listed shard is gone: " + write);
    } else {
      begun(book, write.after(), write);
    }
  }

  private boolean isManager(Machine author) {
    return leases.values().stream()
        .filter(row -> Rows.text(row, "managerOf") != null)
        .map(Rows::token)
        .anyMatch(token -> token != null && takers.get(token) == author);
  }

  private List<Map<String, AttributeValue>> managers() {
    return leases.values().stream().filter(row -> Rows.text(row, "managerOf") != null).toList();
  }

  /// A new lease begins where the mapping says; one of a shard that came from another is read from
  /// its beginning.
  private void begun(ShardBook book, Map<String, AttributeValue> row, Write write) {
    ReadPosition position = Rows.position(row);
    int skipped = book.shard().countBefore(position);
    boolean isChild = !book.parents().isEmpty();
    promises.check(
        Promise.NOTHING_IS_LOST,
        skipped == 0 || !isChild || book.firstOpen() >= skipped,
        () -> "the lease of a child shard begins behind " + skipped + " records: " + write);
    book.settle(0, skipped);
  }

  private void changedHands(Write write) {
    String tokenBefore = write.tokenBefore();
    String tokenAfter = write.tokenAfter();
    if (tokenAfter != null && write.after() != null) {
      takers.put(tokenAfter, write.author());
      String owner = Rows.owner(write.after());
      check(
          owner != null && machines.get(owner) == write.author(),
          () -> "a lease was taken in another's name: " + write);
      String former = write.before() == null ? null : Rows.owner(write.before());
      check(
          former == null || !alive.contains(former),
          () -> "a lease was taken from a node that was not declared dead: " + write);
      int believers = trusted.applyAsInt(write.key());
      check(believers == 0, () -> "a lease was taken whose holder trusts in it: " + write);
    } else if (tokenBefore != null) {
      check(
          takers.get(tokenBefore) == write.author(),
          () -> "a lease was released by somebody else: " + write);
      released(shard(write), write);
    }
  }

  /// Who gives a lease back has settled what it had in hand.
  private void released(@Nullable ShardBook book, Write write) {
    if (book == null) {
      return;
    }
    List<Run> still =
        running.apply(book).stream().filter(run -> run.machine() == write.author()).toList();
    check(still.isEmpty(), () -> "a lease was released while " + still + " ran: " + write);
  }

  /// A checkpoint: written by the holder, never backwards, past nothing that is open.
  private void moved(Write write) {
    Map<String, AttributeValue> after = write.after();
    String token = write.tokenAfter();
    check(
        token != null && write.isSameTenure() && takers.get(token) == write.author(),
        () -> "a checkpoint by one who does not hold the lease: " + write);
    ShardBook book = shard(write);
    if (book == null || after == null) {
      return;
    }
    boolean atEnd = Rows.isAtEnd(after);
    int position = atEnd ? book.shard().size() : book.shard().countBefore(Rows.position(after));
    check(
        position >= book.checkpoint() && (atEnd || !book.hasEnded()),
        () ->
            "a checkpoint went back from " + book.checkpoint() + " to " + position + ": " + write);
    promises.check(
        Promise.NOTHING_IS_LOST,
        book.firstOpen() >= position && (!atEnd || book.shard().isClosed()),
        () -> "a checkpoint passed over " + book.describe(book.firstOpen()) + ": " + write);
  }

  private void note(@Nullable ShardBook book, Map<String, AttributeValue> row) {
    if (book == null) {
      return;
    }
    boolean atEnd = Rows.isAtEnd(row);
    if (atEnd && !book.hasEnded()) {
      finished.accept(book.shard());
    }
    book.written(atEnd ? book.shard().size() : book.shard().countBefore(Rows.position(row)), atEnd);
    book.takeOvers(Rows.takeOvers(row));
  }
}
