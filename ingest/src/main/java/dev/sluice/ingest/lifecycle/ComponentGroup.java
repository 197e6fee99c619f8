package dev.sluice.ingest.lifecycle;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Components that do not use each other: started in order, stopped all at once, so that the
/// slowest decides how long stopping takes and not their sum.
public final class ComponentGroup implements Component {

  private final List<Component> members;

  public ComponentGroup(List<? extends Component> members) {
    this.members = List.copyOf(members);
  }

  @Override
  public void start() {
    members.forEach(Component::start);
  }

  /// Returns when all have stopped; when some failed, the first failure is thrown with the others
  /// added to it.
  @Override
  public void stop(Duration atMost) throws InterruptedException {
    List<RuntimeException> failures = new ArrayList<>();
    List<Thread> stopping = new ArrayList<>();
    for (Component member : members) {
      stopping.add(Thread.ofVirtual().start(() -> stop(member, atMost, failures)));
    }
    for (Thread thread : stopping) {
      thread.join();
    }
    throwTogether(failures);
  }

  private static void stop(Component member, Duration atMost, List<RuntimeException> failures) {
    try {
      member.stop(atMost);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException failure) {
      synchronized (failures) {
        failures.add(failure);
      }
    }
  }

  private static void throwTogether(List<RuntimeException> failures) {
    if (failures.isEmpty()) {
      return;
    }
    RuntimeException first = failures.getFirst();
    failures.stream().skip(1).forEach(first::addSuppressed);
    throw first;
  }
}
