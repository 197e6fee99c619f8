package dev.sluice.ingest.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.ingest.identity.FunctionName;
import dev.sluice.ingest.identity.RequestId;
import dev.sluice.ingest.invoke.InvocationOutcome;
import dev.sluice.ingest.invoke.InvocationRequest;
import dev.sluice.ingest.invoke.Payload;
import dev.sluice.ingest.time.Timekeeper;
import dev.sluice.rules.Rule;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/// Real child processes under Amazon's runtime interface client. One function per test or few,
/// since each start of a JVM costs a second or two.
@TestInstance(Lifecycle.PER_CLASS)
final class WorkerManagerTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final RecordingListener listener = new RecordingListener();
  private final WorkerManager manager =
      new WorkerManager(
          new WorkerSettings(
              "eu-central-1",
              Map.of("AWS_ACCESS_KEY_ID", "key", "AWS_SECRET_ACCESS_KEY", "secret"),
              Map.of("AWS_ENDPOINT_URL_SQS", "http://127.0.0.1:1", "COLOUR", "red"),
              Duration.ofMinutes(10),
              Duration.ofSeconds(60),
              2),
          new WorkerManager.Observers((function, id, line) -> lines.add(line), listener),
          Timekeeper.system(),
          new SecureRandom());

  @BeforeAll
  void start() {
    manager.start();
  }

  @AfterAll
  void stop() throws InterruptedException {
    manager.stop(Duration.ZERO);
  }

  @Test
  @Rule({"LIFE-010", "LIFE-040", "LIFE-002", "LIFE-046", "INV-016", "OBS-063", "OBS-047"})
  void shows_the_function_what_lambda_shows_and_nothing_of_the_node() throws Exception {
    FunctionConfiguration function = Functions.of("describe", SampleFunction.class);
    var request =
        new InvocationRequest(
            function.name(),
            new RequestId("c2a6f2ae-7dbb-4d22-8782-d0485c9877e2"),
            Payload.of("{\"do\":\"describe\",\"orderId\":\"1001\"}"),
            "Root=1-6925f0fb-0123456789abcdef01234567;Parent=0123456789abcdef;Sampled=1",
            Duration.ZERO,
            "{\"custom\":{\"a\":\"b\"}}");

    JsonNode first = answer(manager.invoke(function, request));
    JsonNode second = answer(manager.invoke(function, Functions.request(function, "{}")));

    assertThat(first.get("requestId").asText()).isEqualTo(request.requestId().value());
    assertThat(first.get("arn").asText()).isEqualTo(function.arn().toString());
    assertThat(first.get("remaining").asInt()).isBetween(1, 60_000);
    assertThat(first.get("zone").asText()).isEqualTo("UTC");
    assertThat(first.get("trace").asText()).isEqualTo(request.traceHeader());
    assertThat(first.get("client").get("a").asText()).isEqualTo("b");
    assertThat(first.get("event").get("orderId").asText()).isEqualTo("1001");
    JsonNode variables = first.get("variables");
    assertThat(variables.get("COLOUR").asText()).isEqualTo("blue");
    assertThat(variables.get("AWS_REGION").asText()).isEqualTo("eu-central-1");
    assertThat(variables.get("AWS_ENDPOINT_URL_SQS").asText()).isEqualTo("http://127.0.0.1:1");
    assertThat(variables.get("AWS_ACCESS_KEY_ID").asText()).isEqualTo("key");
    assertThat(variables.get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE").asText()).isEqualTo("256");
    assertThat(variables.get("AWS_LAMBDA_INITIALIZATION_TYPE").asText()).isEqualTo("on-demand");
    assertThat(variables.get("AWS_LAMBDA_LOG_GROUP_NAME").asText())
        .isEqualTo("/aws/lambda/describe");
    assertThat(variables.get("AWS_LAMBDA_LOG_STREAM_NAME").asText())
        .matches("\\d{4}/\\d\\d/\\d\\d/\\[\\$LATEST\\][0-9a-f]{32}");
    assertThat(variables.get("TZ").asText()).isEqualTo(":UTC");
    assertThat(variables.has("HOME")).isFalse();
    assertThat(second.get("calls").asInt()).as("static state of a warm start").isEqualTo(2);
    assertThat(second.get("pid")).isEqualTo(first.get("pid"));
    assertThat(second.get("trace").asText())
        .matches("Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0");
  }

  @Test
  @Rule({"LIFE-024", "LIFE-030", "LIFE-031", "INV-006"})
  void keeps_the_environment_of_a_handler_that_throws() throws Exception {
    FunctionConfiguration function = Functions.of("thrower", SampleFunction.class);

    var failed = manager.invoke(function, Functions.request(function, "{\"do\":\"throw\"}"));
    var nothing = manager.invoke(function, Functions.request(function, "{\"do\":\"null\"}"));
    var large = manager.invoke(function, Functions.request(function, "{\"do\":\"large\"}"));

    assertThat(failed).isInstanceOf(InvocationOutcome.FunctionFailed.class);
    JsonNode error = JSON.readTree(((InvocationOutcome.FunctionFailed) failed).error().bytes());
    assertThat(error.get("errorMessage").asText()).isEqualTo("intentional failure");
    assertThat(error.get("errorType").asText()).isEqualTo("java.lang.IllegalStateException");
    assertThat(error.get("stackTrace").get(0).asText()).contains("SampleFunction.handleRequest");
    assertThat(((InvocationOutcome.FunctionFailed) failed).log().text())
        .contains("intentional failure");
    assertThat(nothing).isInstanceOf(InvocationOutcome.Succeeded.class);
    assertThat(((InvocationOutcome.Succeeded) nothing).answer().text()).isEqualTo("null");
    assertThat(large).isInstanceOf(InvocationOutcome.FunctionFailed.class);
    assertThat(JSON.readTree(((InvocationOutcome.FunctionFailed) large).error().bytes()))
        .isEqualTo(fixture("error-payloads").get("responseTooLarge"));
    assertThat(listener.started(function.name())).isEqualTo(1);
  }

  private static JsonNode answer(InvocationOutcome outcome) throws JsonProcessingException {
    assertThat(outcome).isInstanceOf(InvocationOutcome.Succeeded.class);
    return JSON.readTree(((InvocationOutcome.Succeeded) outcome).answer().text());
  }

  private static JsonNode fixture(String name) throws java.io.IOException {
    return JSON.readTree(
        java.nio.file.Path.of(
                System.getProperty("sluice.root", ".."), "docs/rules/fixtures", name + ".json")
            .toFile());
  }

  /// Counts what it hears.
  static final class RecordingListener implements WorkerListener {

    final List<Object> events = new CopyOnWriteArrayList<>();

    long started(FunctionName function) {
      return events.stream()
          .filter(event -> event instanceof EnvironmentStarted e && e.function().equals(function))
          .count();
    }

    @Override
    public void environmentStarted(EnvironmentStarted event) {
      events.add(event);
    }

    @Override
    public void environmentEnded(EnvironmentEnded event) {
      events.add(event);
    }

    @Override
    public void invocationFinished(InvocationFinished event) {
      events.add(event);
    }
  }
}
