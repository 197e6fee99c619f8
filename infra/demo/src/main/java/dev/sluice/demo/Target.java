package dev.sluice.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// What a phase must reach, and how far a moment is from it.
///
/// @param phase which
/// @param expected after the phase
/// @param before what the recount expected before the phase
/// @param start what was stored when the phase began
record Target(Phase phase, Expectation expected, Expectation before, Stored start) {

  /// What is still missing, in words; empty when the phase has settled.
  List<String> missing(Moment now) {
    List<String> missing = new ArrayList<>();
    long quakes = expected.quakes().values().stream().filter(q -> !isStored(q, now)).count();
    if (quakes > 0) {
      missing.add(quakes + " quakes not stored in the version of the file");
    }
    long duplicates = expected.duplicates().keySet().stream().filter(id -> lacks(id, now)).count();
    if (duplicates > 0) {
      missing.add(duplicates + " quakes whose repeated delivery has not been seen");
    }
    if (!now.stored().reviews().keySet().containsAll(expected.reviews())) {
      missing.add("reviews: " + now.stored().reviews().size() + " of " + expected.reviews().size());
    }
    if (!now.stored().alerts().keySet().containsAll(expected.alerts())) {
      missing.add("alerts: " + now.stored().alerts().size() + " of " + expected.alerts().size());
    }
    for (LetterKind kind : LetterKind.values()) {
      int wanted = expected.letters().getOrDefault(kind, Set.of()).size();
      if (now.letters(kind) < wanted) {
        missing.add(kind.words() + " dead letters: " + now.letters(kind) + " of " + wanted);
      }
      if (wanted == 0 && now.letters(kind) > 0) {
        missing.add(now.letters(kind) + " " + kind.words() + " dead letters still in their queue");
      }
    }
    if (now.archived() < expected.archived()) {
      missing.add("archived alerts: " + now.archived() + " of " + expected.archived());
    }
    if (now.waiting() > 0) {
      missing.add(now.waiting() + " messages waiting: " + waitingQueues(now));
    }
    return missing;
  }

  private static String waitingQueues(Moment now) {
    return now.waitingQueues().entrySet().stream()
        .map(queue -> queue.getKey() + " " + queue.getValue())
        .collect(Collectors.joining(", "));
  }

  /// How much of the phase's stream work is done, 0 to 1.
  double fraction(Moment now) {
    long wanted;
    long done;
    if (phase == Phase.PUT_AGAIN) {
      wanted = expected.duplicateCount() - before.duplicateCount();
      done = now.stored().duplicates() - start.duplicates();
    } else {
      wanted = (long) expected.quakes().size() - start.quakes().size();
      done = (long) now.stored().quakes().size() - start.quakes().size();
    }
    return wanted <= 0 ? 1 : Math.min(1, (double) done / wanted);
  }

  private static boolean isStored(Feature quake, Moment now) {
    Stored.StoredQuake row = now.stored().quakes().get(quake.key().id());
    return row != null && row.updated() == quake.key().updated();
  }

  private boolean lacks(String id, Moment now) {
    int wanted =
        expected.duplicates().getOrDefault(id, 0) - before.duplicates().getOrDefault(id, 0);
    return duplicates(now.stored(), id) - duplicates(start, id) < wanted;
  }

  private static int duplicates(Stored stored, String id) {
    Stored.StoredQuake row = stored.quakes().get(id);
    return row == null ? 0 : row.duplicates();
  }
}
