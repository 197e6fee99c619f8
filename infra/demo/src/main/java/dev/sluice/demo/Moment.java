package dev.sluice.demo;

import java.util.LinkedHashMap;
import java.util.Map;

/// One look at everything that can still move.
///
/// @param stored the tables
/// @param depths messages per queue, hidden and delayed ones included
record Moment(Stored stored, Map<String, Integer> depths) {

  private static final String ARCHIVE = "sluice-alerts-archive";

  int letters(LetterKind kind) {
    return depths.getOrDefault(kind.queueName(), 0);
  }

  int letters() {
    int sum = 0;
    for (LetterKind kind : LetterKind.values()) {
      sum += letters(kind);
    }
    return sum;
  }

  int archived() {
    return depths.getOrDefault(ARCHIVE, 0);
  }

  /// Messages that a function has still to see.
  int waiting() {
    return waitingQueues().values().stream().mapToInt(Integer::intValue).sum();
  }

  /// The queues they lie in, with how many.
  Map<String, Integer> waitingQueues() {
    Map<String, Integer> waiting = new LinkedHashMap<>(depths);
    for (LetterKind kind : LetterKind.values()) {
      waiting.remove(kind.queueName());
    }
    waiting.remove(ARCHIVE);
    waiting.values().removeIf(depth -> depth == 0);
    return waiting;
  }
}
