package dev.sluice.ingest.worker;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What one environment is given to call AWS with, for as long as it lives.
///
/// @param variables `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and perhaps `AWS_SESSION_TOKEN`; a
///   function cannot override them
/// @param expiry when they are good for nothing any more; null when that is not known or never
public record LaunchCredentials(Map<String, String> variables, @Nullable Instant expiry) {

  /// An environment whose credentials end sooner is given no more work.
  private static final Duration MARGIN = Duration.ofMinutes(1);

  public LaunchCredentials {
    variables = Map.copyOf(variables);
  }

  /// Whether they are too old for another invocation.
  boolean isStale(Instant now) {
    return expiry != null && now.isAfter(expiry.minus(MARGIN));
  }

  /// Never shows a secret.
  @Override
  public String toString() {
    return "credentials until " + expiry;
  }

  /// Where they come from; asked at every start of an environment.
  @FunctionalInterface
  public interface Source {

    /// @throws IOException when there are none at the moment
    LaunchCredentials current() throws IOException;
  }
}
