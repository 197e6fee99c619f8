package dev.sluice.ingest.simulation;

import dev.sluice.ingest.destination.StreamFailureRecord;
import dev.sluice.ingest.destination.StreamFailureRecord.Condition;
import dev.sluice.ingest.identity.Arn;
import dev.sluice.ingest.invoke.InvocationOutcome;
import dev.sluice.ingest.mapping.EventSourceMapping;
import dev.sluice.ingest.mapping.StreamMapping;
import dev.sluice.ingest.simulation.FunctionEvent.Part;
import dev.sluice.ingest.source.ReadPosition;
import dev.sluice.ingest.source.ShardId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Judges what becomes of stream records: order, what their failure records say, and that nothing
/// is passed over.
final class StreamJudge implements ShardReads {

  /// From so many take-overs on a record may be given up that ends its holders (TakeOverLimit).
  private static final int TAKE_OVER_LIMIT = 3;

  private final Promises promises;

  /// Records whose failure records a destination will never take.
  private final Set<String> refused = new HashSet<>();

  /// Records whose holders ended too often.
  private final Set<String> condemned = new HashSet<>();

  private final Items items;
  private final Map<Arn, StreamMapping> mappings = new HashMap<>();
  private final Map<Arn, ModelledStream> streams = new HashMap<>();
  private final Map<ModelledShard, ShardBook> books = new LinkedHashMap<>();
  private final Map<Thread, ShardBook> bookOf = new HashMap<>();
  private final Map<Thread, ShardBook.Reader> readerOf = new HashMap<>();

  StreamJudge(Promises promises, Items items) {
    this.promises = promises;
    this.items = items;
  }

  /// A mapping that reads this stream, its only one.
  void watch(StreamMapping mapping, ModelledStream stream) {
    mappings.put(stream.arn(), mapping);
    streams.put(stream.arn(), stream);
  }

  /// The books of all shards there were.
  Collection<ShardBook> books() {
    streams.values().forEach(stream -> stream.shards().forEach(this::book));
    return books.values();
  }

  @Nullable ShardBook find(Arn stream, ShardId shard) {
    ModelledStream modelled = streams.get(stream);
    ModelledShard found = modelled == null ? null : modelled.everMade(shard);
    return found == null ? null : book(found);
  }

  private ShardBook book(ModelledShard shard) {
    ShardBook known = books.get(shard);
    if (known != null) {
      return known;
    }
    StreamMapping mapping = mappings.get(shard.stream().arn());
    if (mapping == null) {
      throw new IllegalArgumentException("nobody reads " + shard);
    }
    var made = new ShardBook(mapping, shard, shard.parents().stream().map(this::book).toList());
    books.put(shard, made);
    return made;
  }

  @Override
  public void reads(Thread by, Arn stream, ShardId shard, ReadPosition position) {
    promises.judge(
        () -> {
          ShardBook book = find(stream, shard);
          if (book != null) {
            reader(by, book).head(book.shard().countBefore(position));
          }
        });
  }

  private ShardBook.Reader reader(Thread thread, ShardBook book) {
    if (bookOf.put(thread, book) != book) {
      readerOf.put(thread, book.newReader());
    }
    ShardBook.Reader reader = readerOf.get(thread);
    if (reader == null) {
      throw new IllegalStateException("a book without its reader");
    }
    return reader;
  }

  private ShardBook bookOf(Run run) {
    ShardBook book = find(Arn.parse(run.event().source()), new ShardId(run.event().shard()));
    if (book == null) {
      throw new IllegalArgumentException(run + " got records of an unknown shard");
    }
    return book;
  }

  /// The records that have an attempt begin: all before them must be settled.
  void begins(Run run, List<Run> running) {
    ShardBook book = bookOf(run);
    List<Part> parts = run.event().parts();
    int first = book.placeOf(parts.getFirst().sequenceNumber());
    for (int i = 0; i < parts.size(); i++) {
      int place = first + i;
      boolean next = book.placeOf(parts.get(i).sequenceNumber()) == place;
      promises.check(
          Promise.ORDER,
          next,
          () -> run + " got a batch with a gap before " + book.describe(place + 1));
    }
    promises.check(
        Promise.ORDER,
        book.firstOpen() >= first,
        () ->
            run
                + " begins "
                + book.describe(first)
                + " although it is neither settled nor succeeded: "
                + book.describe(book.firstOpen()));
    book.parents().forEach(parent -> checkComplete(run, book, parent));
    for (Run other : running) {
      boolean beside =
          other != run
              && other.machine() == run.machine()
              && other.event().shard().equals(run.event().shard());
      promises.check(Promise.ORDER, !beside, () -> run + " begins beside " + other);
    }
    reader(run.thread(), book).head(first);
  }

  private void checkComplete(Run run, ShardBook child, ShardBook parent) {
    promises.check(
        Promise.ORDER,
        parent.isComplete(),
        () -> run + " begins " + child.shard() + " although its parent is open: " + parent);
    parent.parents().forEach(older -> checkComplete(run, child, older));
  }

  void ends(Run run, List<Part> handled, InvocationOutcome outcome) {
    if (outcome instanceof InvocationOutcome.Succeeded && !handled.isEmpty()) {
      ShardBook book = bookOf(run);
      int first = book.placeOf(handled.getFirst().sequenceNumber());
      book.settle(first, first + handled.size());
      reader(run.thread(), book).head(first + handled.size());
    }
  }

  /// A failure record is durable.
  void reported(StreamFailureRecord record) {
    ShardBook book = find(record.batch().stream(), record.batch().shard());
    if (book == null) {
      throw new IllegalArgumentException("a failure record of an unknown shard: " + record);
    }
    int first = book.placeOf(record.batch().first().sequenceNumber());
    int end = book.placeOf(record.batch().last().sequenceNumber()) + 1;
    promises.check(
        Promise.NOTHING_IS_LOST,
        end - first == record.batch().size(),
        () -> "a failure record names " + record.batch() + ", which are " + (end - first));
    promises.check(
        Promise.NOTHING_IS_LOST,
        record.ending().condition() == Condition.RetryAttemptsExhausted,
        () -> "nothing is ever too old here, but " + at(book, first) + " is said to be");
    judge(book, first, end);
    book.settle(first, end);
    for (ShardBook.Reader reader : book.readers()) {
      if (reader.head() == first) {
        reader.head(end);
      }
    }
  }

  /// With bisection each bad record ends alone; one that is well ends so only when its holders
  /// ended so often that it must look like the cause.
  private void judge(ShardBook book, int first, int end) {
    if (!book.mapping().retryLimits().bisectBatchOnFunctionError()) {
      return;
    }
    promises.check(
        Promise.POISON_HARMS_ITSELF,
        end - first == 1,
        () -> "a failure record tells of " + (end - first) + " records from " + at(book, first));
    Item.Nature nature = items.of(book.text(first)).nature();
    boolean bad = nature == Item.Nature.POISON || nature == Item.Nature.KILLER;
    if (book.takeOvers() >= TAKE_OVER_LIMIT) {
      condemned.add(book.describe(first)); // the same record may come once more, and late
    }
    promises.check(
        Promise.POISON_HARMS_ITSELF,
        bad || condemned.contains(book.describe(first)),
        () -> "a failure record tells of one that is well: " + at(book, first));
  }

  private static String at(ShardBook book, int place) {
    return book.describe(place) + ", take-overs " + book.takeOvers();
  }

  /// The poller of the calling thread says that it drops the next records of its shard.
  void dropped(EventSourceMapping mapping, int count) {
    ShardBook book = bookOf.get(Thread.currentThread());
    ShardBook.Reader reader = readerOf.get(Thread.currentThread());
    promises.check(
        Promise.NOTHING_IS_LOST,
        book != null && reader != null,
        () -> "a drop by a thread that reads no shard, for " + mapping.logicalId());
    if (book != null && reader != null) {
      int first = reader.head();
      promises.check(
          Promise.NOTHING_IS_LOST,
          refused.contains(book.describe(first)),
          () -> "dropped, and no destination had refused it: " + at(book, first));
      judge(book, first, first + count);
      book.settle(first, first + count);
      reader.head(first + count);
    }
  }

  /// A destination has refused a record for good.
  void refused(StreamFailureRecord record) {
    ShardBook book = find(record.batch().stream(), record.batch().shard());
    if (book != null) {
      refused.add(book.describe(book.placeOf(record.batch().first().sequenceNumber())));
    }
  }

  /// What is not drained, for messages.
  List<String> open() {
    List<String> open = new ArrayList<>();
    books().stream().filter(book -> !book.isDrained()).forEach(book -> open.add(book.toString()));
    return open;
  }
}
