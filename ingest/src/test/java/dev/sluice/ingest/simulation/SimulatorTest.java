package dev.sluice.ingest.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

class SimulatorTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  private final World world = new World(1);
  private final List<String> said = new ArrayList<>();

  @Test
  void repeats_a_history_from_its_seed_alone() {
    History first = busyHistory(7);

    assertThat(busyHistory(7)).isEqualTo(first);
    assertThat(busyHistory(8).hash()).isNotEqualTo(first.hash());
    assertThat(busyHistory(8).order()).isNotEqualTo(first.order());
  }

  private record History(long hash, long length, List<String> order) {}

  /// Threads that queue, wait, start others and race for a lock, on machines of which one crashes.
  private static History busyHistory(long seed) {
    var world = new World(seed);
    var order = new ArrayList<String>();
    var lock = new ReentrantLock();
    for (int i = 0; i < 3; i++) {
      Machine machine = world.machine("m" + i);
      var queue = new LinkedBlockingQueue<Integer>();
      machine.run(
          "producer",
          () -> {
            for (int n = 0; n < 50; n++) {
              queue.add(n);
              rest(machine, Duration.ofMillis(machine.random().nextInt(100)));
            }
          });
      for (int c = 0; c < 3; c++) {
        machine.run(
            "consumer" + c,
            () -> Thread.ofVirtual().start(() -> consume(machine, queue, lock, order)));
      }
      if (i == 2) {
        world.at(SECOND, machine::crash);
      }
    }
    world.run(Duration.ofMinutes(1));
    return new History(world.trace().hash(), world.trace().length(), order);
  }

  private static void consume(
      Machine machine, LinkedBlockingQueue<Integer> queue, ReentrantLock lock, List<String> order) {
    try {
      while (true) {
        int n = queue.take();
        lock.lock();
        try {
          order.add(machine.name() + " " + n);
        } finally {
          lock.unlock();
        }
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void lets_time_pass_only_when_everything_waits() {
    Machine machine = world.machine("m");
    machine.run(
        "sleeper",
        () -> {
          rest(machine, Duration.ofHours(1));
          said.add("after " + world.now().toMinutes());
        });

    world.run(Duration.ofHours(2));

    assertThat(said).containsExactly("after 60");
    assertThat(world.now()).isEqualTo(Duration.ofHours(2));
  }

  @Test
  void ends_a_timed_wait_for_a_condition_by_its_time_or_by_its_signal() {
    Machine machine = world.machine("m");
    var lock = new ReentrantLock();
    Condition changed = lock.newCondition();
    machine.run("short", () -> say("short", wait(machine, lock, changed, SECOND.multipliedBy(10))));
    machine.run("long", () -> say("long", wait(machine, lock, changed, SECOND.multipliedBy(20))));
    machine.run(
        "holder",
        () -> {
          rest(machine, Duration.ofSeconds(9));
          lock.lock(); // meanwhile the time of the short wait runs out
          try {
            rest(machine, Duration.ofSeconds(2));
          } finally {
            lock.unlock();
          }
        });
    machine.run(
        "signaller",
        () -> {
          rest(machine, Duration.ofSeconds(12));
          lock.lock();
          try {
            changed.signalAll();
          } finally {
            lock.unlock();
          }
        });

    world.run(Duration.ofMinutes(1));

    assertThat(said).containsExactly("short 11 false", "long 12 true");
  }

  private void say(String who, boolean early) {
    said.add(who + " " + world.now().toSeconds() + " " + early);
  }

  /// Whether there was a signal before the time was over. A wait that ends wakes all the others, as
  /// a wait may end for no reason, so the signal is known by its moment.
  private boolean wait(Machine machine, ReentrantLock lock, Condition changed, Duration atMost) {
    Duration end = machine.time().monotonic().plus(atMost);
    lock.lock();
    try {
      while (world.now().toSeconds() != 12 && left(machine, end).isPositive()) {
        machine.time().await(lock, changed, left(machine, end));
      }
      return left(machine, end).isPositive();
    } catch (InterruptedException told) {
      throw new IllegalStateException(told);
    } finally {
      lock.unlock();
    }
  }

  private static Duration left(Machine machine, Duration end) {
    return end.minus(machine.time().monotonic());
  }

  @Test
  void wakes_a_waiting_thread_that_is_interrupted() {
    Machine machine = world.machine("m");
    Thread sleeper =
        machine.run(
            "sleeper",
            () -> {
              try {
                machine.time().pause(Duration.ofHours(1));
              } catch (InterruptedException told) {
                said.add("told after " + world.now().toSeconds());
              }
            });
    world.at(SECOND, sleeper::interrupt);

    world.run(Duration.ofMinutes(1));

    assertThat(said).containsExactly("told after 1");
  }

  @Test
  void runs_what_a_thread_starts_on_the_same_machine() {
    Machine machine = world.machine("m");
    machine.run(
        "parent",
        () -> {
          Thread child =
              Thread.ofVirtual()
                  .start(
                      () -> {
                        machine.mustRunHere();
                        rest(machine, SECOND);
                        said.add("child");
                      });
          join(child);
          said.add("parent");
        });

    world.run(Duration.ofMinutes(1));

    assertThat(said).containsExactly("child", "parent");
  }

  @Test
  void never_runs_a_thread_of_a_crashed_machine_again() {
    Machine machine = world.machine("m");
    Machine other = world.machine("other");
    var lock = new ReentrantLock();
    Condition changed = lock.newCondition();
    for (int i = 0; i < 5; i++) {
      machine.run("ticker", () -> tick(machine));
      machine.run("waiter", () -> say("w", wait(machine, lock, changed, Duration.ofSeconds(10))));
    }
    var ticks = new AtomicInteger();
    other.run("other", () -> tick(other, ticks));
    world.run(SECOND);
    int before = said.size();
    int othersBefore = ticks.get();

    machine.crash();
    machine.run("late", () -> said.add("late"));
    world.run(Duration.ofMinutes(1));

    assertThat(said).hasSize(before);
    assertThat(before).isPositive();
    assertThat(ticks.get()).isGreaterThan(othersBefore);
  }

  @Test
  void ends_the_thread_that_crashes_its_own_machine() {
    Machine machine = world.machine("m");
    machine.run(
        "doomed",
        () -> {
          try {
            machine.crash();
            said.add("after");
          } finally {
            said.add("finally");
          }
        });

    world.run(Duration.ofMinutes(1));

    assertThat(said).isEmpty();
  }

  @Test
  void stops_a_paused_machine_while_its_clock_goes_on() {
    Machine machine = world.machine("m");
    Duration before = machine.time().monotonic();
    machine.run("ticker", () -> tick(machine));
    world.run(Duration.ofMillis(1_050));
    int ticks = said.size();

    machine.pause(Duration.ofMinutes(1));
    machine.pause(Duration.ofSeconds(30)); // within the first: changes nothing
    world.run(Duration.ofSeconds(59));
    assertThat(said).hasSize(ticks);
    world.run(Duration.ofSeconds(2));

    assertThat(said).hasSizeGreaterThan(ticks);
    assertThat(machine.time().monotonic().minus(before)).isEqualTo(world.now());
  }

  @Test
  void lets_clocks_drift_and_waits_as_long_as_they_say() {
    Machine fast = world.machine("fast", new ClockError(0.25, Duration.ofDays(-1)));
    Duration before = fast.time().monotonic();
    fast.run(
        "sleeper",
        () -> {
          Duration begin = fast.time().monotonic();
          rest(fast, Duration.ofSeconds(100));
          assertThat(fast.time().monotonic().minus(begin)).isGreaterThanOrEqualTo(SECOND);
          said.add("true seconds: " + world.now().toSeconds());
        });

    world.run(Duration.ofSeconds(200));

    assertThat(said).containsExactly("true seconds: 80");
    assertThat(fast.time().monotonic().minus(before)).isEqualTo(Duration.ofSeconds(250));
    assertThat(fast.time().now())
        .isEqualTo(world.start().plusSeconds(250).minus(Duration.ofDays(1)));
  }

  @Test
  void turns_the_wall_clock_alone() {
    Machine machine = world.machine("m");
    Instant before = machine.time().now();
    Duration monotonic = machine.time().monotonic();

    machine.time().turnWallClock(Duration.ofHours(-3));

    assertThat(machine.time().now()).isEqualTo(before.minus(Duration.ofHours(3)));
    assertThat(machine.time().monotonic()).isEqualTo(monotonic);
    assertThat(world.machine("another").time().now()).isEqualTo(before);
  }

  @Test
  void keeps_threads_of_a_busy_machine_waiting() {
    Machine machine = world.machine("m");
    machine.stall(1, SECOND, () -> {});
    machine.run("ticker", () -> tick(machine));

    world.run(Duration.ofMinutes(1));

    assertThat(said).hasSizeBetween(60, 300);
  }

  @Test
  void finds_a_loop_that_does_not_wait() {
    world.machine("m").run("spinner", () -> spin());

    assertThatThrownBy(() -> world.run(SECOND))
        .isInstanceOf(Violation.class)
        .hasMessageContaining("seed 1")
        .hasMessageContaining("busy loop")
        .hasMessageContaining("m/spinner");
  }

  @Test
  void finds_what_nobody_caught() {
    Machine machine = world.machine("m");
    machine.run(
        "parent",
        () ->
            Thread.ofVirtual()
                .start(
                    () -> {
                      throw new IllegalStateException("broken");
                    }));

    assertThatThrownBy(() -> world.run(SECOND))
        .isInstanceOf(Violation.class)
        .hasRootCauseMessage("broken");
  }

  @Test
  void finds_a_wait_with_a_monitor_held() {
    Machine machine = world.machine("m");
    Object monitor = new Object();
    for (int i = 0; i < 2; i++) {
      machine.run("greedy", () -> restWithin(monitor, machine));
    }

    assertThatThrownBy(() -> world.run(SECOND))
        .isInstanceOf(Violation.class)
        .hasMessageContaining("monitor")
        .hasMessageContaining("restWithin");
  }

  private static void restWithin(Object monitor, Machine machine) {
    synchronized (monitor) {
      rest(machine, SECOND);
    }
  }

  @Test
  void finds_a_timed_wait_outside_the_clock() {
    var queue = new LinkedBlockingQueue<Integer>();
    world
        .machine("m")
        .run(
            "sleeper",
            () -> {
              try {
                queue.poll(1, java.util.concurrent.TimeUnit.DAYS);
              } catch (InterruptedException told) {
                said.add("told");
              }
            });

    assertThatThrownBy(() -> world.run(SECOND))
        .isInstanceOf(Violation.class)
        .hasMessageContaining("timed wait")
        .hasMessageContaining("LinkedBlockingQueue.poll");
  }

  @Test
  void finds_a_thread_that_is_woken_from_outside() throws InterruptedException {
    Thread parked = world.machine("m").run("parked", () -> LockSupport.park());
    world.run(SECOND);

    Thread.ofPlatform().start(() -> LockSupport.unpark(parked)).join();

    assertThatThrownBy(() -> world.run(SECOND))
        .isInstanceOf(Violation.class)
        .hasMessageContaining("m/parked was woken from outside");
  }

  @Test
  void refuses_to_wait_on_another_machines_clock() {
    Machine machine = world.machine("m");
    Machine other = world.machine("other");
    machine.run("stray", () -> rest(other, SECOND));

    assertThatThrownBy(() -> world.run(SECOND)).hasRootCauseInstanceOf(IllegalStateException.class);
  }

  private void tick(Machine machine) {
    while (true) {
      said.add("tick");
      rest(machine, Duration.ofMillis(100));
    }
  }

  private static void tick(Machine machine, AtomicInteger ticks) {
    while (true) {
      ticks.incrementAndGet();
      rest(machine, Duration.ofMillis(100));
    }
  }

  @SuppressWarnings("ThreadPriorityCheck") // it spins on purpose
  private static void spin() {
    while (true) {
      Thread.yield();
    }
  }

  private static void rest(Machine machine, Duration duration) {
    try {
      machine.time().pause(duration);
    } catch (InterruptedException told) {
      Thread.currentThread().interrupt();
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException told) {
      Thread.currentThread().interrupt();
    }
  }
}
