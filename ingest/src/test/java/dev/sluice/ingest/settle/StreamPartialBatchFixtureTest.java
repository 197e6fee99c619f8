package dev.sluice.ingest.settle;

import static dev.sluice.ingest.testing.StreamRecords.ARRIVAL;
import static dev.sluice.ingest.testing.StreamRecords.numbers;
import static dev.sluice.ingest.testing.StreamRecords.record;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.ingest.batch.StreamBatch;
import dev.sluice.ingest.invoke.InvocationOutcome;
import dev.sluice.ingest.invoke.LogTail;
import dev.sluice.ingest.invoke.Payload;
import dev.sluice.ingest.testing.Fixtures;
import dev.sluice.rules.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every stream case of `partial-batch.json`, through settlement and progress.
final class StreamPartialBatchFixtureTest {

  static Stream<JsonNode> cases() {
    return Fixtures.read("partial-batch.json")
        .get("cases")
        .valueStream()
        .filter(c -> !c.get("source").textValue().startsWith("sqs"));
  }

  private static List<Integer> texts(JsonNode list) {
    var numbers = new ArrayList<Integer>();
    list.forEach(n -> numbers.add(Integer.parseInt(n.textValue())));
    return numbers;
  }

  @ParameterizedTest
  @MethodSource("cases")
  @Rule({"KIN-060", "KIN-063", "KIN-064", "KIN-065", "KIN-066", "KIN-067", "KIN-069"})
  void settles_the_case_as_recorded(JsonNode example) {
    var batch =
        StreamBatch.fresh(
                texts(example.get("batchIds")).stream().map(n -> record(n, ARRIVAL)).toList())
            .attempted();
    var settlement =
        new StreamSettlement(
            new RetryLimits(5, null, false), example.get("reportBatchItemFailures").booleanValue());
    var outcome =
        example.get("functionThrew").booleanValue()
            ? new InvocationOutcome.FunctionFailed(Payload.of("{}"), LogTail.NONE)
            : new InvocationOutcome.Succeeded(
                Payload.of(example.get("responseText").textValue()), LogTail.NONE);

    var after = LaneProgress.at(null).take(batch).after(settlement.settle(batch, outcome));

    var retried = after.inHand().stream().flatMap(b -> b.records().stream()).toList();
    assertThat(numbers(retried)).isEqualTo(texts(example.get("retried")));
    if (!retried.isEmpty()) {
      boolean reset = !example.get("completed").isEmpty();
      assertThat(after.head().attempts()).isEqualTo(reset ? 0 : 2);
    }
    if (example.has("attemptCounterReset")) {
      assertThat(after.head().attempts() == 0)
          .isEqualTo(example.get("attemptCounterReset").booleanValue());
    }
  }
}
