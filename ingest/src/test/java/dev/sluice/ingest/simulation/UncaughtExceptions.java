package dev.sluice.ingest.simulation;

import org.jspecify.annotations.Nullable;

/// Tells a world of what its threads threw and nobody caught. Other threads are left to whoever
/// watched before.
final class UncaughtExceptions implements Thread.UncaughtExceptionHandler {

  private final Thread.@Nullable UncaughtExceptionHandler before;

  private UncaughtExceptions(Thread.@Nullable UncaughtExceptionHandler before) {
    this.before = before;
  }

  static synchronized void watch() {
    var present = Thread.getDefaultUncaughtExceptionHandler();
    if (!(present instanceof UncaughtExceptions)) {
      Thread.setDefaultUncaughtExceptionHandler(new UncaughtExceptions(present));
    }
  }

  @Override
  public void uncaughtException(Thread thread, Throwable thrown) {
    Machine machine = Fiber.machineOf(thread);
    if (machine != null) {
      machine
          .world()
          .violate(
              "nobody caught what " + machine.name() + "/" + thread.getName() + " threw", thrown);
    } else if (before != null) {
      before.uncaughtException(thread, thrown);
    } else {
      thrown.printStackTrace();
    }
  }
}
