package dev.sluice.ingest.template;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Guesses which known word was meant.
final class Spelling {

  private Spelling() {}

  /// The known word nearest to `word`; null when none is near. A word that is the beginning of
  /// exactly such a known one is near whatever is missing.
  static @Nullable String nearest(String word, Collection<String> known) {
    String best = null;
    int least = Math.max(2, word.length() / 3) + 1;
    for (String candidate : known) {
      int distance = distance(fold(word), fold(candidate));
      if (isBeginning(word, candidate)) {
        distance = Math.min(distance, 1);
      }
      if (distance < least) {
        least = distance;
        best = candidate;
      }
    }
    return best;
  }

  private static boolean isBeginning(String word, String candidate) {
    return word.length() >= 5 && fold(candidate).startsWith(fold(word));
  }

  private static String fold(String word) {
    return word.toLowerCase(Locale.ROOT);
  }

  /// How many letters must be added, removed or changed.
  private static int distance(String a, String b) {
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(change, Math.min(row[j - 1], previous[j]) + 1);
      }
      previous = row;
    }
    return previous[b.length()];
  }
}
