package dev.sluice.ingest.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/// One life of one process: threads, clocks, chance. A process that starts again is a new machine.
/// Everything a thread of the machine starts runs on the machine too.
final class Machine {

  /// Only queues what is to run; the world runs it.
  record Scheduler(Machine machine) implements Executor {

    @Override
    public void execute(Runnable resume) {
      machine.world.ready(machine, resume);
    }
  }

  private final World world;
  private final String name;
  private final Scheduler scheduler = new Scheduler(this);
  private final MachineClock clock;
  private final RandomGenerator random;

  private boolean crashed;

  /// True nanoseconds; in the past while the machine is not paused.
  private long pausedUntil = Long.MIN_VALUE;

  /// What could run if the machine were not paused.
  private final List<Fiber> held = new ArrayList<>();

  private double stallProbability;
  private Runnable stallMet = () -> {};
  private Duration stallAtMost = Duration.ZERO;

  Machine(World world, String name, ClockError error) {
    this.world = world;
    this.name = name;
    this.clock = new MachineClock(world, this, error);
    this.random = new SplittableRandom(world.random().nextLong());
  }

  String name() {
    return name;
  }

  World world() {
    return world;
  }

  /// The machine's timekeeper.
  MachineClock time() {
    return clock;
  }

  /// Chance for what runs on this machine; the same for the same seed.
  RandomGenerator random() {
    return random;
  }

  /// Starts a thread on this machine.
  Thread run(String threadName, Runnable work) {
    return Fiber.builder(scheduler).name(threadName).start(work);
  }

  /// Ends this life at once: none of its threads ever runs again, no `finally` is reached. Requests
  /// it has sent may still take effect. Never returns on a thread of this machine.
  void crash() {
    crashed = true;
    held.clear();
    world.bury(this);
    world.trace().say(() -> world.stamp() + name + " crashes");
    while (Fiber.machineOf(Thread.currentThread()) == this) {
      new Gate().pass();
    }
  }

  boolean hasCrashed() {
    return crashed;
  }

  /// Stops all threads for a while, as a suspended process is stopped: its clocks go on. The thread
  /// that calls this runs on until it next waits.
  void pause(Duration duration) {
    pausedUntil = Math.max(pausedUntil, world.nanos() + duration.toNanos());
    held.addAll(world.drop(this));
    world.trace().say(() -> world.stamp() + name + " is paused for " + duration);
    world.at(duration, this::resume);
  }

  boolean isPaused() {
    return world.nanos() < pausedUntil;
  }

  private void resume() {
    if (!isPaused() && !crashed) {
      world.trace().say(() -> world.stamp() + name + " goes on");
      List.copyOf(held).forEach(world::enqueue);
      held.clear();
    }
  }

  /// From now on a thread that could run is now and then kept waiting, as on a busy machine.
  ///
  /// @param probability for each time a thread becomes ready
  /// @param met told each time
  void stall(double probability, Duration atMost, Runnable met) {
    stallMet = met;
    stallProbability = probability;
    stallAtMost = atMost;
  }

  /// A thread of this machine can run.
  void ready(Fiber fiber) {
    if (crashed) {
      return;
    }
    if (isPaused()) {
      held.add(fiber);
    } else if (stallProbability > 0 && world.random().nextDouble() < stallProbability) {
      stallMet.run();
      long nanos = world.random().nextLong(stallAtMost.toNanos() + 1);
      world.at(Duration.ofNanos(nanos), () -> readyAfterStall(fiber));
    } else {
      world.enqueue(fiber);
    }
  }

  private void readyAfterStall(Fiber fiber) {
    if (crashed) {
      return;
    }
    if (isPaused()) {
      held.add(fiber);
    } else {
      world.enqueue(fiber);
    }
  }

  /// Fails unless the calling thread is one of this machine.
  void mustRunHere() {
    Machine here = Fiber.machineOf(Thread.currentThread());
    if (here != this) {
      throw new IllegalStateException(
          "expected a thread of "
              + name
              + ", found "
              + Thread.currentThread()
              + (here == null ? ", which is not simulated" : " of " + here.name));
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
