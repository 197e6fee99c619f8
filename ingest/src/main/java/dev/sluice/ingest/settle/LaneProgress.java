package dev.sluice.ingest.settle;

import dev.sluice.ingest.batch.StreamBatch;
import dev.sluice.ingest.source.SequenceNumber;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How far a shard is settled, and the batches in hand behind that position, oldest first. Only the
/// head is ever tried, so the position moves over settled records alone. At most one batch is taken
/// in hand at a time; the others are parts of it.
///
/// @param settled the last settled record; null before the first
/// @param inHand in rising order, all behind `settled`
public record LaneProgress(@Nullable SequenceNumber settled, List<StreamBatch> inHand) {

  public LaneProgress {
    inHand = List.copyOf(inHand);
    SequenceNumber before = settled;
    for (StreamBatch batch : inHand) {
      SequenceNumber first = batch.first().sequenceNumber();
      if (before != null && before.compareTo(first) >= 0) {
        throw new IllegalArgumentException(
            "expected batches behind " + before + ", found one that begins at " + first);
      }
      before = batch.last().sequenceNumber();
    }
  }

  /// Nothing is in hand.
  public static LaneProgress at(@Nullable SequenceNumber settled) {
    return new LaneProgress(settled, List.of());
  }

  /// A new batch is taken in hand.
  public LaneProgress take(StreamBatch batch) {
    List<StreamBatch> more = new ArrayList<>(inHand);
    more.add(batch);
    return new LaneProgress(settled, more);
  }

  /// The batch to try next.
  public StreamBatch head() {
    return inHand.getFirst();
  }

  /// How many records wait to be settled.
  public int recordsInHand() {
    return inHand.stream().mapToInt(StreamBatch::size).sum();
  }

  /// The head is replaced by parts of it, before anything is tried.
  public LaneProgress divide(StreamBatch first, List<StreamBatch> later) {
    List<StreamBatch> parts = new ArrayList<>();
    parts.add(first);
    parts.addAll(later);
    return replaceHead(settled, parts);
  }

  /// The progress once `verdict` on the head has been carried out.
  public LaneProgress after(StreamVerdict verdict) {
    return switch (verdict) {
      case StreamVerdict.Advance(StreamBatch batch) -> past(batch, List.of());
      case StreamVerdict.AdvancePartly(StreamBatch done, StreamBatch rest) ->
          past(done, List.of(rest));
      case StreamVerdict.Bisect(StreamBatch older, StreamBatch newer) ->
          replaceHead(settled, List.of(older, newer));
      case StreamVerdict.Retry(StreamBatch batch) -> replaceHead(settled, List.of(batch));
      case StreamVerdict.Discard(StreamBatch batch, var _) -> past(batch, List.of());
    };
  }

  private LaneProgress past(StreamBatch done, List<StreamBatch> rest) {
    return replaceHead(done.last().sequenceNumber(), rest);
  }

  /// The parts must be the head again, without gap, apart from what is settled of it.
  private LaneProgress replaceHead(@Nullable SequenceNumber settledNow, List<StreamBatch> parts) {
    int kept = parts.stream().mapToInt(StreamBatch::size).sum();
    long open =
        head().records().stream()
            .filter(r -> settledNow == null || r.sequenceNumber().compareTo(settledNow) > 0)
            .count();
    if (kept != open) {
      throw new IllegalArgumentException(
          "expected the " + open + " open records of the head in its parts, found " + kept);
    }
    List<StreamBatch> all = new ArrayList<>(parts);
    all.addAll(inHand.subList(1, inHand.size()));
    return new LaneProgress(settledNow, all);
  }
}
