package dev.sluice.ingest.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.ingest.identity.RequestId;
import dev.sluice.ingest.invoke.InvocationOutcome;
import dev.sluice.ingest.invoke.InvocationRequest;
import dev.sluice.ingest.invoke.Payload;
import dev.sluice.ingest.testing.Fixtures;
import dev.sluice.ingest.worker.WorkerListener.EndReason;
import dev.sluice.ingest.worker.WorkerListener.InvocationEnd;
import dev.sluice.rules.Rule;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/// Real child processes under Amazon's runtime interface client. One function per test, and few of
/// them, since each start of a JVM costs a second or two.
@TestInstance(Lifecycle.PER_CLASS)
final class WorkerManagerTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonNode ERRORS = Fixtures.read("error-payloads.json");

  /// The request id of the fixtures.
  private static final RequestId RECORDED = new RequestId("c2a6f2ae-7dbb-4d22-8782-d0485c9877e2");

  private final StartedWorkers workers = StartedWorkers.standard();

  @AfterAll
  void stop() {
    workers.close();
  }

  @Test
  @Rule({"LIFE-010", "LIFE-040", "OBS-047", "OBS-061", "OBS-063"})
  void shows_the_function_what_lambda_shows_and_nothing_of_the_node() throws Exception {
    FunctionConfiguration function = Functions.of("describe", SampleFunction.class);
    var request =
        new InvocationRequest(
            function.name(),
            RECORDED,
            Payload.of("{\"do\":\"describe\",\"orderId\":\"1001\"}"),
            "Root=1-6925f0fb-0123456789abcdef01234567;Parent=0123456789abcdef;Sampled=1",
            Duration.ZERO,
            "{\"custom\":{\"a\":\"b\"}}");

    JsonNode first = answer(workers.manager().invoke(function, request));
    JsonNode second = answer(workers.invoke(function, "{}"));

    assertThat(first.get("requestId").asText()).isEqualTo(RECORDED.value());
    assertThat(first.get("arn").asText()).isEqualTo(function.arn().toString());
    assertThat(first.get("remaining").asInt()).isBetween(1, 60_000);
    assertThat(first.get("zone").asText()).isEqualTo("UTC");
    assertThat(first.get("trace").asText()).isEqualTo(request.traceHeader());
    assertThat(first.get("client").get("a").asText()).isEqualTo("b");
    assertThat(first.get("event").get("orderId").asText()).isEqualTo("1001");
    assertVariables(first.get("variables"));
    assertThat(second.get("calls").asInt()).as("static state of a warm start").isEqualTo(2);
    assertThat(second.get("pid")).isEqualTo(first.get("pid"));
    assertThat(second.get("trace").asText())
        .matches("Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0");
    assertThat(workers.finished(function.name()).get(0).init()).isNotNull();
    assertThat(workers.finished(function.name()).get(1).init()).isNull();
  }

  private static void assertVariables(JsonNode variables) {
    assertThat(variables.get("COLOUR").asText()).isEqualTo("blue");
    assertThat(variables.get("AWS_REGION").asText()).isEqualTo("eu-central-1");
    assertThat(variables.get("AWS_ENDPOINT_URL_SQS").asText()).isEqualTo("http://127.0.0.1:1");
    assertThat(variables.get("AWS_ACCESS_KEY_ID").asText()).isEqualTo("key");
    assertThat(variables.get("AWS_LAMBDA_FUNCTION_NAME").asText()).isEqualTo("describe");
    assertThat(variables.get("AWS_LAMBDA_FUNCTION_VERSION").asText()).isEqualTo("$LATEST");
    assertThat(variables.get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE").asText()).isEqualTo("256");
    assertThat(variables.get("AWS_LAMBDA_INITIALIZATION_TYPE").asText()).isEqualTo("on-demand");
    assertThat(variables.get("AWS_LAMBDA_LOG_GROUP_NAME").asText())
        .isEqualTo("/aws/lambda/describe");
    assertThat(variables.get("AWS_LAMBDA_LOG_STREAM_NAME").asText())
        .matches("\\d{4}/\\d\\d/\\d\\d/\\[\\$LATEST\\][0-9a-f]{32}");
    assertThat(variables.get("AWS_LAMBDA_RUNTIME_API").asText()).matches("127\\.0\\.0\\.1:\\d+");
    assertThat(variables.get("_HANDLER").asText()).endsWith("SampleFunction::handleRequest");
    assertThat(variables.get("LAMBDA_TASK_ROOT").asText()).isNotEmpty();
    assertThat(variables.get("LAMBDA_RUNTIME_DIR").asText()).isEqualTo("/var/runtime");
    assertThat(variables.has("_X_AMZN_TRACE_ID")).isFalse();
    assertThat(variables.get("TZ").asText()).isEqualTo(":UTC");
    assertThat(variables.has("HOME")).as("the node's own variables").isFalse();
  }

  @Test
  @Rule({"LIFE-024", "LIFE-030", "INV-006", "LEASE-003"})
  void keeps_the_environment_of_a_handler_that_throws_or_answers_wrongly() throws Exception {
    FunctionConfiguration function = Functions.of("thrower", SampleFunction.class);

    var failed = failed(workers.invoke(function, "{\"do\":\"throw\"}"));
    var mismatch = failed(workers.invoke(function, "[1]"));
    var nothing = answer(workers.invoke(function, "{\"do\":\"null\"}"));
    var large = failed(workers.invoke(function, "{\"do\":\"large\"}"));

    JsonNode error = JSON.readTree(failed.error().bytes());
    JsonNode recorded = ERRORS.get("javaHandlerException");
    assertThat(error.get("errorMessage")).isEqualTo(recorded.get("errorMessage"));
    assertThat(error.get("errorType")).isEqualTo(recorded.get("errorType"));
    assertThat(error.get("stackTrace").get(0).asText()).contains("SampleFunction.handleRequest");
    assertThat(error.get("stackTrace").toString()).doesNotContain("runtime.api.client");
    assertThat(failed.log().text()).contains("intentional failure");
    assertThat(JSON.readTree(mismatch.error().bytes()).get("errorMessage"))
        .isEqualTo(ERRORS.get("javaInputMismatch").get("errorMessage"));
    assertThat(JSON.readTree(large.error().bytes())).isEqualTo(ERRORS.get("responseTooLarge"));
    assertThat(nothing.isNull()).isTrue();
    assertThat(workers.started(function.name())).isEqualTo(1);
  }

  @Test
  @Rule("LIFE-030")
  void kills_a_function_that_does_not_answer_in_time() throws Exception {
    FunctionConfiguration function =
        Functions.of("hanging", SampleFunction.class, Duration.ofSeconds(1));
    long pid = answer(workers.invoke(function, "{}")).get("pid").asLong();

    InvocationOutcome outcome = recorded(function, "{\"do\":\"hang\"}");

    assertThat(outcome).isInstanceOf(InvocationOutcome.TimedOut.class);
    var timedOut = (InvocationOutcome.TimedOut) outcome;
    assertThat(JSON.readTree(timedOut.error().bytes())).isEqualTo(ERRORS.get("timeout"));
    assertThat(timedOut.log().text()).containsPattern("REPORT RequestId: .*Status: timeout");
    StartedWorkers.await("the process to be gone", () -> StartedWorkers.isGone(pid));
    assertThat(workers.ended(function.name())).containsExactly(EndReason.TIMEOUT);
    assertThat(workers.finished(function.name()).getLast().end())
        .isEqualTo(InvocationEnd.TIMED_OUT);
    assertThat(answer(workers.invoke(function, "{}")).get("calls").asInt())
        .as("memory of the environment after it")
        .isEqualTo(1);
  }

  @Test
  @Rule({"LIFE-030", "LEASE-003"})
  void replaces_a_process_that_exits() throws Exception {
    FunctionConfiguration function = Functions.of("exiting", SampleFunction.class);

    var status = failed(recorded(function, "{\"do\":\"exit\",\"status\":\"127\"}"));
    var noReason = failed(recorded(function, "{\"do\":\"exit\"}"));
    var fatal = failed(workers.invoke(function, "{\"do\":\"fatal\"}"));

    assertThat(JSON.readTree(status.error().bytes())).isEqualTo(ERRORS.get("exitWithStatus"));
    assertThat(JSON.readTree(noReason.error().bytes())).isEqualTo(ERRORS.get("exitWithoutReason"));
    assertThat(fatal.error().text()).contains("java.lang.OutOfMemoryError");
    assertThat(workers.ended(function.name()))
        .containsExactly(EndReason.EXIT, EndReason.EXIT, EndReason.EXIT);
  }

  @Test
  void ends_the_environment_of_an_invocation_nobody_may_use_any_more() throws Exception {
    FunctionConfiguration function = Functions.of("called-off", SampleFunction.class);
    long pid = answer(workers.invoke(function, "{}")).get("pid").asLong();
    InvocationRequest request = Functions.request(function, "{\"do\":\"hang\"}");

    InvocationOutcome outcome =
        calledOff(function, request, "START RequestId: " + request.requestId());

    assertThat(outcome).isInstanceOf(InvocationOutcome.Unavailable.class);
    StartedWorkers.await("the process to be gone", () -> StartedWorkers.isGone(pid));
    assertThat(workers.ended(function.name())).containsExactly(EndReason.CALLED_OFF);
    assertThat(answer(workers.invoke(function, "{}")).get("calls").asInt())
        .as("memory of the environment after it")
        .isEqualTo(1);
  }

  @Test
  void ends_an_environment_in_its_init_phase_too() throws Exception {
    FunctionConfiguration function = Functions.of("called-off-early", EndlessInitFunction.class);

    InvocationOutcome outcome =
        calledOff(function, Functions.request(function, "{}"), "INIT_START");

    assertThat(outcome).isInstanceOf(InvocationOutcome.Unavailable.class);
    assertThat(workers.ended(function.name())).containsExactly(EndReason.CALLED_OFF);
  }

  private InvocationOutcome calledOff(
      FunctionConfiguration function, InvocationRequest request, String begun) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<InvocationOutcome> running =
          threads.submit(() -> workers.manager().invoke(function, request));
      StartedWorkers.await(
          "the invocation to begin",
          () -> workers.log(function).stream().anyMatch(line -> line.startsWith(begun)));
      workers.manager().end(RECORDED);
      assertThat(workers.ended(function.name())).as("by the end of another").isEmpty();

      workers.manager().end(request.requestId());

      return running.get();
    }
  }

  @Test
  void replaces_a_process_that_died_while_it_was_idle() throws Exception {
    FunctionConfiguration function = Functions.of("killed", SampleFunction.class);
    long pid = answer(workers.invoke(function, "{}")).get("pid").asLong();

    ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    StartedWorkers.await(
        "the death to be noticed", () -> !workers.ended(function.name()).isEmpty());
    JsonNode next = answer(workers.invoke(function, "{}"));

    assertThat(next.get("calls").asInt()).isEqualTo(1);
    assertThat(workers.ended(function.name())).containsExactly(EndReason.EXIT);
  }

  @Test
  @Rule({"LIFE-003", "LIFE-023", "OBS-044"})
  void answers_with_the_error_of_an_init_that_failed_twice() throws Exception {
    FunctionConfiguration function = Functions.of("broken", BrokenFunction.class);

    var failed = failed(workers.invoke(function, "{}"));

    JsonNode error = JSON.readTree(failed.error().bytes());
    assertThat(error.get("errorMessage").asText()).contains("intentional init failure");
    assertThat(workers.ended(function.name()))
        .containsExactly(EndReason.INIT_FAILURE, EndReason.INIT_FAILURE);
    assertThat(workers.log(function))
        .anyMatch(
            line ->
                line.matches(
                    "INIT_REPORT Init Duration: [0-9.]+ ms\tPhase: init\tStatus: error\t.*"));
  }

  @Test
  void answers_that_a_handlers_class_is_not_there() throws Exception {
    FunctionConfiguration function = Functions.named("missing-class", "example.Missing");

    var failed = failed(workers.invoke(function, "{}"));

    assertThat(JSON.readTree(failed.error().bytes())).isEqualTo(ERRORS.get("javaClassNotFound"));
  }

  @Test
  void runs_two_invocations_at_once_in_two_environments(@TempDir Path folder) throws Exception {
    FunctionConfiguration function = Functions.of("meeting", SampleFunction.class);
    String event = "{\"do\":\"meet\",\"folder\":\"" + folder + "\"}";

    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<InvocationOutcome> one = threads.submit(() -> workers.invoke(function, event));
      Future<InvocationOutcome> two = threads.submit(() -> workers.invoke(function, event));

      assertThat(answer(one.get())).isNotEqualTo(answer(two.get()));
    }
    assertThat(workers.started(function.name())).isEqualTo(2);
  }

  @Test
  @Rule({"OBS-040", "OBS-041", "OBS-042", "INV-004"})
  void writes_the_log_in_lambdas_order_with_its_own_lines() throws Exception {
    FunctionConfiguration function = Functions.of("logging", SampleFunction.class);

    var first =
        (InvocationOutcome.Succeeded) recorded(function, "{\"do\":\"log\",\"text\":\"\u00e9\"}");
    var second =
        (InvocationOutcome.Succeeded) recorded(function, "{\"do\":\"log\",\"text\":\"b\"}");

    String report =
        "REPORT RequestId: "
            + RECORDED
            + "\tDuration: [0-9]+\\.[0-9]{2} ms\tBilled Duration: [0-9]+ ms\tMemory Size: 256 MB"
            + "\tMax Memory Used: [1-9][0-9]* MB";
    List<String> tail = first.log().text().lines().toList();
    assertThat(tail.subList(0, 5))
        .containsExactly(
            "START RequestId: " + RECORDED + " Version: $LATEST",
            "out \u00e9",
            "err \u00e9",
            "logger \u00e9",
            "END RequestId: " + RECORDED);
    assertThat(tail.get(5)).matches(report + "\tInit Duration: [0-9]+\\.[0-9]{2} ms\t");
    assertThat(second.log().text().lines().toList().getLast()).matches(report + "\t");
    assertThat(workers.log(function).getFirst())
        .matches(
            "INIT_START Runtime Version: java:.+\tRuntime Version ARN:"
                + " arn:aws:lambda:eu-central-1::runtime:[0-9a-f]{64}");
    assertThat(workers.log(function)).containsAll(tail);
  }

  private InvocationOutcome recorded(FunctionConfiguration function, String event)
      throws InterruptedException {
    return workers
        .manager()
        .invoke(
            function,
            new InvocationRequest(
                function.name(), RECORDED, Payload.of(event), null, Duration.ZERO));
  }

  private static JsonNode answer(InvocationOutcome outcome) throws JsonProcessingException {
    assertThat(outcome).isInstanceOf(InvocationOutcome.Succeeded.class);
    return JSON.readTree(((InvocationOutcome.Succeeded) outcome).answer().text());
  }

  private static InvocationOutcome.FunctionFailed failed(InvocationOutcome outcome) {
    assertThat(outcome).isInstanceOf(InvocationOutcome.FunctionFailed.class);
    return (InvocationOutcome.FunctionFailed) outcome;
  }
}
