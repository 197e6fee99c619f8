package dev.sluice.ingest.simulation;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// One virtual thread whose scheduler is a machine's. What the JDK does not offer in public is
/// reached here, by reflection, and nowhere else.
///
/// @param number in the order in which the world first saw them
/// @param resume runs the thread until it parks or ends
record Fiber(long number, Machine machine, Thread thread, Runnable resume) {

  private static final String HINT =
      "the simulation needs --add-opens java.base/java.lang=ALL-UNNAMED and a JDK it knows";

  private static final Constructor<?> BUILDER = builderConstructor();
  private static final Field SCHEDULER = schedulerField();

  @Override
  public String toString() {
    return machine.name()
        + "/"
        + (thread.getName().isEmpty() ? "-" : thread.getName())
        + "#"
        + number;
  }

  /// Builds virtual threads that run where the scheduler says; their children do so too.
  static Thread.Builder.OfVirtual builder(Executor scheduler) {
    try {
      return (Thread.Builder.OfVirtual) BUILDER.newInstance(scheduler);
    } catch (ReflectiveOperationException absent) {
      throw new IllegalStateException(HINT, absent);
    }
  }

  /// The machine on which a thread runs; null for a thread that is not simulated.
  static @Nullable Machine machineOf(Thread thread) {
    try {
      return thread.isVirtual() && SCHEDULER.get(thread) instanceof Machine.Scheduler scheduler
          ? scheduler.machine()
          : null;
    } catch (ReflectiveOperationException absent) {
      throw new IllegalStateException(HINT, absent);
    }
  }

  /// The thread that a scheduler was given to run: the one thing its task has captured.
  static Thread threadOf(Runnable resume) {
    try {
      for (Field field : resume.getClass().getDeclaredFields()) {
        field.setAccessible(true);
        if (field.get(resume) instanceof Thread thread) {
          return thread;
        }
      }
    } catch (ReflectiveOperationException absent) {
      throw new IllegalStateException(HINT, absent);
    }
    throw new IllegalStateException(HINT + ": no thread in " + resume.getClass());
  }

  private static Constructor<?> builderConstructor() {
    try {
      var constructor =
          Class.forName("java.lang.ThreadBuilders$VirtualThreadBuilder")
              .getDeclaredConstructor(Executor.class);
      constructor.setAccessible(true);
      return constructor;
    } catch (ReflectiveOperationException absent) {
      throw new IllegalStateException(HINT, absent);
    }
  }

  private static Field schedulerField() {
    try {
      Field field = Class.forName("java.lang.VirtualThread").getDeclaredField("scheduler");
      field.setAccessible(true);
      return field;
    } catch (ReflectiveOperationException absent) {
      throw new IllegalStateException(HINT, absent);
    }
  }
}
