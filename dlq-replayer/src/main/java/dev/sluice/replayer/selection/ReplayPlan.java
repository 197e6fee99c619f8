package dev.sluice.replayer.selection;

import dev.sluice.ingest.source.SequenceNumber;
import dev.sluice.replayer.deadletter.DeadLetter;
import dev.sluice.replayer.deadletter.Envelope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is to be done with the chosen letters of one queue, in order. Pure.
///
/// @param replays one after the other
/// @param skipped letters nobody knows how to replay; they stay where they are
public record ReplayPlan(List<DeadLetter> replays, List<DeadLetter> skipped) {

  public ReplayPlan {
    replays = List.copyOf(replays);
    skipped = List.copyOf(skipped);
  }

  public int size() {
    return replays.size() + skipped.size();
  }

  /// Where a letter stands among the others (DLQ-044): records of a shard by position, everything
  /// else by time; the id settles ties, so that two plans for the same letters are equal.
  ///
  /// @param group letters of one group keep their order among themselves
  /// @param position in a shard; null outside of streams
  /// @param when by time; null sorts last
  private record Place(
      String group, @Nullable SequenceNumber position, @Nullable Instant when, String id) {

    private static final Comparator<Place> ORDER =
        Comparator.comparing(Place::group)
            .thenComparing(Place::position, Comparator.nullsLast(Comparator.naturalOrder()))
            .thenComparing(Place::when, Comparator.nullsLast(Comparator.naturalOrder()))
            .thenComparing(Place::id);
  }

  public static ReplayPlan of(List<DeadLetter> letters) {
    List<DeadLetter> replays = new ArrayList<>();
    List<DeadLetter> skipped = new ArrayList<>();
    for (DeadLetter letter : letters) {
      (letter.envelope() instanceof Envelope.Unknown ? skipped : replays).add(letter);
    }
    Comparator<DeadLetter> order = Comparator.comparing(ReplayPlan::place, Place.ORDER);
    replays.sort(order);
    skipped.sort(order);
    return new ReplayPlan(replays, skipped);
  }

  private static Place place(DeadLetter letter) {
    String id = letter.id().value();
    return switch (letter.envelope()) {
      case Envelope.StreamFailure stream ->
          new Place(
              "stream " + stream.range().stream() + " " + stream.range().shard(),
              stream.range().first(),
              letter.when(),
              id);
      case Envelope.AsynchronousFailure _ -> new Place("event", null, letter.when(), id);
      case Envelope.RedrivenMessage(var source) ->
          new Place("message " + source, null, letter.when(), id);
      case Envelope.Unknown _ -> new Place("unknown", null, letter.when(), id);
    };
  }
}
