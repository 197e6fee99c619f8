package dev.sluice.ingest.settle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.ingest.batch.QueueBatch;
import dev.sluice.ingest.invoke.InvocationOutcome;
import dev.sluice.ingest.settle.QueueVerdict.Delete;
import dev.sluice.ingest.settle.QueueVerdict.Leave;
import dev.sluice.ingest.settle.QueueVerdict.Reason;
import dev.sluice.ingest.settle.QueueVerdict.TryAgain;
import dev.sluice.ingest.source.Bytes;
import dev.sluice.ingest.source.QueueMessage;
import dev.sluice.ingest.testing.Fixtures;
import dev.sluice.ingest.testing.ScriptedInvoker;
import dev.sluice.rules.Rule;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class QueueSettlementTest {

  private static final Duration HIDDEN = Duration.ofSeconds(10);
  private static final QueueBatch BATCH = batch(List.of("m1", "m2"));

  @TestFactory
  @Rule({"SQS-030", "SQS-031", "SQS-040", "SQS-041", "SQS-042", "SQS-043", "SQS-044", "SQS-045"})
  @Rule({"SQS-046", "SQS-047"})
  Stream<DynamicTest> deletes_what_each_recorded_answer_says() {
    return Fixtures.read("partial-batch.json")
        .get("cases")
        .valueStream()
        .filter(c -> c.get("source").textValue().startsWith("sqs"))
        .map(c -> DynamicTest.dynamicTest(c.get("id") + " " + c.get("rule"), () -> check(c)));
  }

  private static void check(JsonNode c) {
    var batch = batch(texts(c.get("batchIds")));
    InvocationOutcome outcome =
        c.get("functionThrew").asBoolean()
            ? ScriptedInvoker.failed()
            : ScriptedInvoker.succeeded(c.get("responseText").textValue());

    var verdict =
        new QueueSettlement(c.get("reportBatchItemFailures").asBoolean())
            .settle(batch, outcome, HIDDEN);

    var deleted = verdict instanceof Delete delete ? ids(delete.handled()) : List.of();
    var left = verdict instanceof Delete delete ? ids(delete.reported()) : ids(batch.messages());
    assertThat(deleted).isEqualTo(texts(c.get("completed")));
    assertThat(left).isEqualTo(texts(c.get("retried")));
  }

  @Test
  @Rule("SQS-033")
  void leaves_everything_after_a_timeout() {
    assertThat(settle(ScriptedInvoker.timedOut(), HIDDEN))
        .isEqualTo(new Leave(new Reason.FunctionError()));
  }

  @Test
  @Rule("SQS-035")
  void tries_again_what_never_ran_until_the_visibility_timeout_has_passed() {
    var unavailable = new InvocationOutcome.Unavailable("no such function");

    assertThat(settle(ScriptedInvoker.throttled(), HIDDEN)).isEqualTo(new TryAgain());
    assertThat(settle(unavailable, Duration.ofNanos(1))).isEqualTo(new TryAgain());
    assertThat(settle(ScriptedInvoker.throttled(), Duration.ZERO))
        .isEqualTo(new Leave(new Reason.NeverRan()));
    assertThat(settle(unavailable, Duration.ofSeconds(-1)))
        .isEqualTo(new Leave(new Reason.NeverRan()));
  }

  @Test
  void deletes_what_succeeded_also_when_the_visibility_timeout_has_passed() {
    assertThat(settle(ScriptedInvoker.succeeded("null"), Duration.ofSeconds(-1)))
        .isEqualTo(new Delete(BATCH.messages(), List.of(), false));
  }

  private static QueueVerdict settle(InvocationOutcome outcome, Duration hidden) {
    return new QueueSettlement(true).settle(BATCH, outcome, hidden);
  }

  private static QueueBatch batch(List<String> ids) {
    var messages =
        ids.stream()
            .map(id -> new QueueMessage(id, "h", "", "md5", Map.of(), Map.of(), null))
            .toList();
    return new QueueBatch(messages, new Bytes(new byte[0]));
  }

  private static List<String> ids(List<QueueMessage> messages) {
    return messages.stream().map(QueueMessage::messageId).toList();
  }

  private static List<String> texts(JsonNode array) {
    return array.valueStream().map(JsonNode::textValue).toList();
  }
}
