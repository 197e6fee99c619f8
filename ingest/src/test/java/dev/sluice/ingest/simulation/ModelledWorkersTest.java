package dev.sluice.ingest.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ingest.identity.Arn;
import dev.sluice.ingest.identity.FunctionName;
import dev.sluice.ingest.identity.RequestId;
import dev.sluice.ingest.invoke.InvocationOutcome;
import dev.sluice.ingest.invoke.InvocationRequest;
import dev.sluice.ingest.invoke.Payload;
import dev.sluice.ingest.source.QueueMessage;
import dev.sluice.ingest.source.sqs.SqsEventShape;
import dev.sluice.ingest.worker.FunctionConfiguration;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModelledWorkersTest {

  private static final FunctionName FUNCTION = new FunctionName("handle");
  private static final RequestId REQUEST = new RequestId("r");
  private static final Arn ARN = Arn.parse("arn:aws:lambda:eu-central-1:000000000000:function:x");
  private static final Arn QUEUE = QueueConfig.lasting("queue", Duration.ofSeconds(30)).arn();

  private final World world = new World(10);
  private final Mishaps mishaps = new Mishaps(world);
  private final Items items = new Items();
  private final ModelledFunctions functions =
      new ModelledFunctions(world, mishaps, items, RunWatcher.NONE, Machine::crash);
  private final Machine machine = world.machine("m");
  private final ModelledWorkers workers = new ModelledWorkers(functions, machine, _ -> true);
  private final List<InvocationOutcome> outcomes = new ArrayList<>();

  ModelledWorkersTest() {
    mishaps.end();
  }

  private void invoke(Item... carried) {
    List<QueueMessage> messages = new ArrayList<>();
    for (Item item : carried) {
      messages.add(new QueueMessage("m-" + item, "h", item.name(), "", Map.of(), Map.of(), null));
    }
    var payload = new Payload(new SqsEventShape(QUEUE, Duration.ZERO).write(messages).array());
    var configuration =
        new FunctionConfiguration(
            FUNCTION, ARN, ARN, Path.of("x"), "x", Duration.ofSeconds(10), 128, Map.of());
    machine.run(
        "caller",
        () -> {
          try {
            outcomes.add(
                workers.invoke(
                    configuration,
                    new InvocationRequest(FUNCTION, REQUEST, payload, null, Duration.ZERO)));
          } catch (InterruptedException unexpected) {
            throw new IllegalStateException(unexpected);
          }
        });
  }

  @Test
  void reports_what_fails_and_lets_the_rest_take_effect() {
    Item healthy = items.make(Item.Nature.HEALTHY, 0);
    Item poison = items.make(Item.Nature.POISON, 0);

    invoke(healthy, poison);
    world.run(Duration.ofSeconds(10));

    assertThat(outcomes)
        .singleElement()
        .isInstanceOfSatisfying(
            InvocationOutcome.Succeeded.class,
            answer -> assertThat(answer.answer().text()).contains("m-" + poison));
    assertThat(functions.hasEffect(FUNCTION, healthy)).isTrue();
    assertThat(functions.hasEffect(FUNCTION, poison)).isFalse();
  }

  @Test
  void lets_a_flaky_item_succeed_in_the_end() {
    Item flaky = items.make(Item.Nature.FLAKY, 1);

    invoke(flaky);
    world.run(Duration.ofSeconds(10));
    assertThat(functions.hasEffect(FUNCTION, flaky)).isFalse();
    invoke(flaky);
    world.run(Duration.ofSeconds(10));

    assertThat(functions.hasEffect(FUNCTION, flaky)).isTrue();
  }

  @Test
  void ends_the_machine_that_handles_a_killer() {
    invoke(items.make(Item.Nature.KILLER, 0));

    world.run(Duration.ofSeconds(10));

    assertThat(machine.hasCrashed()).isTrue();
    assertThat(outcomes).isEmpty();
  }

  @Test
  void lets_nothing_take_effect_after_an_invocation_was_ended() {
    Item healthy = items.make(Item.Nature.HEALTHY, 0);
    invoke(healthy);
    world.runUntil(() -> !functions.running(FUNCTION).isEmpty(), Duration.ofSeconds(10));

    machine.run("ender", () -> workers.end(REQUEST));
    world.run(Duration.ofSeconds(30));

    assertThat(outcomes).singleElement().isInstanceOf(InvocationOutcome.Unavailable.class);
    assertThat(functions.hasEffect(FUNCTION, healthy)).isFalse();
  }
}
