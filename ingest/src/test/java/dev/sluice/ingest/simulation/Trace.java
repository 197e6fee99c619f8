package dev.sluice.ingest.simulation;

import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What happened in a world, as a rolling hash; as text only for those who ask for it. Two runs
/// with the same hash took the same steps at the same moments.
final class Trace {

  private long hash = 0x9E3779B97F4A7C15L;
  private long length;

  /// Null while nobody reads along.
  private @Nullable Consumer<String> reader;

  /// Lets somebody read along from now on.
  void readBy(Consumer<String> newReader) {
    reader = newReader;
  }

  boolean isRead() {
    return reader != null;
  }

  /// Takes part of what happened into the hash.
  void mix(long part) {
    hash = Long.rotateLeft(hash ^ (part * 0xBF58476D1CE4E5B9L), 27) * 0x94D049BB133111EBL;
    length++;
  }

  /// @param line asked for only when somebody reads along
  void say(Supplier<String> line) {
    Consumer<String> present = reader;
    if (present != null) {
      present.accept(line.get());
    }
  }

  long hash() {
    return hash;
  }

  /// How many parts there were.
  long length() {
    return length;
  }
}
