package dev.sluice.ingest.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class NetworkTest {

  private static final ServiceCall ADD = new ServiceCall("adder", "Add", Duration.ofSeconds(3));

  private final World world = new World(1);
  private final Network network = new Network(world);
  private final Faults faults = network.faults();
  private final Machine machine = world.machine("m");
  private final List<String> told = new ArrayList<>();
  private final List<Integer> effects = new ArrayList<>();

  @Test
  void carries_a_request_and_its_answer_in_virtual_time() {
    faults.latency(Duration.ofSeconds(1), Duration.ofSeconds(1));
    machine.run("caller", () -> call(1));

    world.run(Duration.ofMillis(1_500));
    assertThat(effects).containsExactly(1);
    assertThat(told).isEmpty();
    world.run(Duration.ofSeconds(1));

    assertThat(told).containsExactly("1");
    assertThat(faults.counts().values()).containsOnly(0L);
  }

  @Test
  void hands_on_what_the_service_refuses() {
    machine.run(
        "caller",
        () -> {
          try {
            network.<String>call(machine, ADD, NetworkTest::refuse, Fault::why);
          } catch (IllegalArgumentException refused) {
            told.add(String.valueOf(refused.getMessage()));
          }
        });

    world.run(Duration.ofMinutes(1));

    assertThat(told).containsExactly("refused");
  }

  private static String refuse() {
    throw new IllegalArgumentException("refused");
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"OUTAGE", "ORPHAN", "REORDER"})
  void counts_each_fault_that_was_met(FaultKind kind) {
    faults.probability(kind, 1);
    machine.run("caller", () -> call(1));

    world.run(Duration.ofMinutes(2));

    assertThat(faults.counts()).containsEntry(kind, 1L);
    assertThat(faults.counts().values().stream().mapToLong(Long::longValue).sum()).isEqualTo(1);
    assertThat(effects)
        .hasSize(
            switch (kind) {
              case THROTTLE, FAILURE, OUTAGE, ORPHAN -> 0;
              case ERROR_AFTER_SUCCESS, DELAY, LATE_EFFECT, REORDER -> 1;
              case DUPLICATE -> 2;
            });
    assertThat(told)
        .containsExactly(
            switch (kind) {
              case DUPLICATE, DELAY, REORDER, OUTAGE, ORPHAN -> "1";
              case THROTTLE, FAILURE, ERROR_AFTER_SUCCESS, LATE_EFFECT -> kind.name();
            });
  }

  @Test
  void applies_a_request_after_its_sender_gave_up() {
    faults.probability(FaultKind.LATE_EFFECT, 1);
    machine.run("caller", () -> call(1));

    assertThat(world.runUntil(() -> !told.isEmpty(), Duration.ofSeconds(4))).isTrue();
    assertThat(told).containsExactly("LATE_EFFECT");
    assertThat(effects).isEmpty();
    world.run(Duration.ofMinutes(1));

    assertThat(effects).containsExactly(1);
  }

  @Test
  void lets_requests_overtake_each_other() {
    faults.probability(FaultKind.REORDER, 0.5);
    for (int i = 0; i < 20; i++) {
      int number = i;
      machine.run("caller", () -> call(number));
    }

    world.run(Duration.ofMinutes(1));

    assertThat(effects).hasSize(20).isNotEqualTo(effects.stream().sorted().toList());
    assertThat(faults.counts().get(FaultKind.REORDER)).isPositive();
  }

  @Test
  void lets_a_request_of_a_crashed_machine_arrive_or_not() {
    faults.latency(Duration.ofSeconds(1), Duration.ofSeconds(2));
    for (int i = 0; i < 40; i++) {
      int number = i;
      machine.run("caller", () -> call(number));
    }
    world.at(Duration.ofMillis(500), machine::crash);

    world.run(Duration.ofMinutes(1));

    assertThat(effects).hasSizeBetween(5, 35);
    assertThat(told).isEmpty();
    assertThat(faults.counts()).containsEntry(FaultKind.ORPHAN, (long) effects.size());
  }

  @Test
  void cuts_off_a_service_for_all_or_for_one_machine() {
    Machine other = world.machine("other");
    faults.outage(machine, "adder", Duration.ofSeconds(10));
    machine.run("caller", () -> call(1));
    other.run("caller", () -> call(other, 2));
    world.run(Duration.ofSeconds(11));
    assertThat(effects).containsExactly(2);
    assertThat(told).containsExactlyInAnyOrder("OUTAGE", "2");

    faults.outage("adder", Duration.ofSeconds(10));
    faults.outage("another", Duration.ofHours(10));
    machine.run("caller", () -> call(3));
    other.run("caller", () -> call(other, 4));
    world.run(Duration.ofSeconds(11));
    assertThat(effects).containsExactly(2);

    machine.run("caller", () -> call(5));
    world.run(Duration.ofSeconds(1));
    assertThat(effects).containsExactly(2, 5);
    assertThat(faults.counts()).containsEntry(FaultKind.OUTAGE, 3L);
  }

  @Test
  void carries_everything_once_it_is_calm() {
    for (FaultKind kind : FaultKind.values()) {
      if (kind != FaultKind.OUTAGE && kind != FaultKind.ORPHAN) {
        faults.probability(kind, 0.14);
      }
    }
    faults.outage("adder", Duration.ofDays(1));
    faults.calm();
    for (int i = 0; i < 100; i++) {
      int number = i;
      machine.run("caller", () -> call(number));
    }

    world.run(Duration.ofSeconds(1));

    assertThat(told).hasSize(100);
    assertThat(effects).hasSize(100);
  }

  @Test
  void waits_for_a_service_that_takes_its_time() {
    machine.run("patient", () -> told.add(slowly(Duration.ofSeconds(2))));
    machine.run("impatient", () -> told.add(slowly(Duration.ofSeconds(4))));

    world.run(Duration.ofMinutes(1));

    assertThat(told).containsExactly("at last", "DELAY");
  }

  private String slowly(Duration takes) {
    return network.callSlow(
        machine,
        ADD,
        answer -> world.at(takes, () -> answer.give("at last")),
        fault -> fault.kind().name());
  }

  @Test
  void keeps_an_interrupt_for_after_the_call() {
    faults.latency(Duration.ofSeconds(1), Duration.ofSeconds(2));
    Thread caller =
        machine.run(
            "caller",
            () -> {
              call(1);
              told.add("interrupted " + Thread.currentThread().isInterrupted());
            });
    world.at(Duration.ofMillis(100), caller::interrupt);

    world.run(Duration.ofMinutes(1));

    assertThat(told).containsExactly("1", "interrupted true");
  }

  @Test
  void refuses_calls_of_threads_that_are_not_the_senders() {
    assertThatThrownBy(() -> call(1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("not simulated");
  }

  private void call(int number) {
    call(machine, number);
  }

  private void call(Machine from, int number) {
    told.add(
        network.call(
            from,
            ADD,
            () -> {
              effects.add(number);
              return Integer.toString(number);
            },
            fault -> fault.kind().name()));
  }
}
