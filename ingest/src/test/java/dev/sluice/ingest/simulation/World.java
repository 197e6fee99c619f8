package dev.sluice.ingest.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A world of machines in virtual time. The thread that makes it, the simulator, is the only one
/// that runs anything: of the threads that can run it picks one at random and runs it until that
/// waits; when none can run, the next event happens and time jumps there. The same seed gives the
/// same history.
final class World {

  /// More steps than this without time passing are a loop that does not wait.
  private static final int BUSY = 1_000_000;

  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

  private final long seed;
  private final RandomGenerator random;
  private final Trace trace = new Trace();
  private final Thread simulator = Thread.currentThread();
  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private final List<Fiber> runnable = new ArrayList<>();
  private final IdentityHashMap<Runnable, Fiber> fibers = new IdentityHashMap<>();

  /// Written by any thread: what must not happen may happen on a foreign one.
  private final AtomicReference<@Nullable Violation> violation = new AtomicReference<>();

  private long nanos;
  private long steps;
  private long stepsAtThisMoment;
  private long fibersSeen;
  private long eventsSeen;

  World(long seed) {
    this.seed = seed;
    this.random = new SplittableRandom(seed);
    UncaughtExceptions.watch();
    IterationOrder.fix();
    SimulatedLogs.install();
  }

  long seed() {
    return seed;
  }

  /// Chance for the simulator, its services and its faults. Machines have their own.
  RandomGenerator random() {
    return random;
  }

  Trace trace() {
    return trace;
  }

  /// The true wall clock when the world began.
  Instant start() {
    return START;
  }

  /// True time since the world began.
  Duration now() {
    return Duration.ofNanos(nanos);
  }

  /// The true wall clock.
  Instant instant() {
    return START.plusNanos(nanos);
  }

  long nanos() {
    return nanos;
  }

  /// How many steps were taken.
  long steps() {
    return steps;
  }

  /// What a line of the trace begins with.
  String stamp() {
    return String.format("%,.6f ", nanos / 1e9);
  }

  Machine machine(String name, ClockError error) {
    return new Machine(this, name, error);
  }

  Machine machine(String name) {
    return machine(name, ClockError.NONE);
  }

  /// Lets something happen after a while of true time, on the simulator's thread. It must not wait
  /// and must not start threads but by [Machine#run].
  Event at(Duration delay, Runnable action) {
    long moment = nanos + Math.max(0, delay.toNanos());
    var event = new Event(moment, random.nextInt(), eventsSeen++, action);
    events.add(event);
    return event;
  }

  /// Something happened that must never happen; the next step throws it.
  void violate(String what, @Nullable Throwable cause) {
    violation.compareAndSet(
        null, new Violation("seed " + seed + ", after " + now() + ": " + what, cause));
  }

  /// As [#violate], where the violation is found on the simulator's own thread.
  Violation violated(String what) {
    violate(what, null);
    Violation first = violation.get();
    return first == null ? new Violation(what, null) : first;
  }

  /// One step: a thread runs until it waits, or time passes up to the next event.
  ///
  /// @return false when nothing can ever happen any more
  boolean step() {
    if (!Thread.currentThread().equals(simulator)) {
      throw new IllegalStateException("only the thread that made the world takes its steps");
    }
    throwViolation();
    boolean stepped = runnable.isEmpty() ? happen() : resumeOne();
    throwViolation();
    return stepped;
  }

  /// Takes steps for so long, and no further.
  void run(Duration duration) {
    runUntil(() -> false, duration);
  }

  /// Takes steps until something holds.
  ///
  /// @return false when it did not within that time
  boolean runUntil(BooleanSupplier goal, Duration atMost) {
    boolean[] over = new boolean[1];
    Event end = at(atMost, () -> over[0] = true);
    while (!goal.getAsBoolean()) {
      if (over[0]) {
        return false;
      }
      step();
    }
    end.cancel();
    return true;
  }

  /// Throws what must not have happened, if anything did.
  void throwViolation() {
    Violation found = violation.get();
    if (found != null) {
      throw found;
    }
  }

  private boolean happen() {
    Event next = events.poll();
    while (next != null && !next.isPending()) {
      next = events.poll();
    }
    if (next == null) {
      return false;
    }
    if (next.moment() > nanos) {
      nanos = next.moment();
      stepsAtThisMoment = 0;
    }
    steps++;
    trace.mix(-1 - next.number());
    trace.mix(nanos);
    next.happen();
    return true;
  }

  private boolean resumeOne() {
    int chosen = runnable.size() == 1 ? 0 : random.nextInt(runnable.size());
    Fiber last = runnable.removeLast();
    Fiber fiber = chosen == runnable.size() ? last : runnable.set(chosen, last);
    steps++;
    trace.mix(fiber.number());
    if (++stepsAtThisMoment > BUSY) {
      throw violated("busy loop: " + BUSY + " steps without time passing, now " + describe(fiber));
    }
    fiber.resume().run();
    judge(fiber);
    return true;
  }

  /// Looks at how a thread came to rest: it must wait for something of this world.
  private void judge(Fiber fiber) {
    switch (fiber.thread().getState()) {
      case TERMINATED -> fibers.remove(fiber.resume());
      case BLOCKED ->
          throw violated("a monitor is held by a thread that waits, wanted by " + describe(fiber));
      case TIMED_WAITING -> throw violated("a timed wait outside the clock: " + describe(fiber));
      case NEW, RUNNABLE, WAITING -> {}
    }
  }

  /// A thread of a machine can run.
  void ready(Machine machine, Runnable resume) {
    Thread caller = Thread.currentThread();
    Machine here = Fiber.machineOf(caller);
    if (!caller.equals(simulator) && (here == null || here.world() != this)) {
      // Its stack cannot be had: whoever asks for it wakes the thread again.
      violate(
          machine.name()
              + "/"
              + Fiber.threadOf(resume).getName()
              + " was woken from outside its world",
          new IllegalStateException("by " + caller));
      return;
    }
    Fiber fiber = fibers.get(resume);
    if (fiber == null) {
      fiber = new Fiber(fibersSeen++, machine, Fiber.threadOf(resume), resume);
      fibers.put(resume, fiber);
    }
    machine.ready(fiber);
  }

  void enqueue(Fiber fiber) {
    runnable.add(fiber);
  }

  /// Takes from the queue all that belongs to a machine.
  List<Fiber> drop(Machine machine) {
    List<Fiber> dropped = runnable.stream().filter(f -> f.machine() == machine).toList();
    runnable.removeAll(dropped);
    return dropped;
  }

  /// Forgets all threads of a machine.
  void bury(Machine machine) {
    drop(machine);
    fibers.values().removeIf(fiber -> fiber.machine() == machine);
  }

  private static String describe(Fiber fiber) {
    return fiber + " " + Stacks.of(fiber.thread());
  }
}
