package dev.sluice.replayer.testing;

import dev.sluice.replayer.deadletter.Pace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A clock turned by hand; waiting turns it.
public final class ManualPace implements Pace {

  private Duration now = Duration.ofDays(3);
  private final List<Duration> pauses = new ArrayList<>();

  @Override
  public Duration monotonic() {
    return now;
  }

  @Override
  public void pause(Duration duration) {
    pauses.add(duration);
    now = now.plus(duration);
  }

  public void pass(Duration duration) {
    now = now.plus(duration);
  }

  public List<Duration> pauses() {
    return List.copyOf(pauses);
  }
}
