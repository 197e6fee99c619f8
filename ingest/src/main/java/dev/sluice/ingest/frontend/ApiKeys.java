package dev.sluice.ingest.frontend;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The access keys that callers of the API may sign with: the current one and, since a caller may
/// have signed before it changed, the one before for as long as a signature may be old.
public final class ApiKeys {

  /// How far a signature's time may be from now.
  static final Duration WINDOW = Duration.ofMinutes(5);

  private final Supplier<Key> source;

  // Guarded by this.
  private @Nullable Key latest;
  private @Nullable Key previous;
  private Instant previousEnds = Instant.MIN;

  /// An access key; who has it may do everything.
  public record Key(String id, String secret) {

    public Key {
      Objects.requireNonNull(id);
      Objects.requireNonNull(secret);
    }

    /// Never shows the secret.
    @Override
    public String toString() {
      return id;
    }
  }

  /// @param source of the current key; asked for every request
  public ApiKeys(Supplier<Key> source) {
    this.source = source;
  }

  /// The secret of the key with this id; null when it is not, or no longer, known.
  @Nullable String secret(String id, Instant now) {
    Key current = source.get(); // may have to ask a server: not under the lock
    synchronized (this) {
      if (latest != null && !latest.equals(current)) {
        previous = latest;
        previousEnds = now.plus(WINDOW);
      }
      latest = current;
      if (id.equals(current.id())) {
        return current.secret();
      }
      Key before = now.isAfter(previousEnds) ? null : previous;
      return before != null && id.equals(before.id()) ? before.secret() : null;
    }
  }
}
