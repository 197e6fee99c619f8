package dev.sluice.ingest.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.ingest.identity.Arn;
import dev.sluice.ingest.identity.RequestId;
import dev.sluice.ingest.invoke.Payload;
import dev.sluice.ingest.testing.Fixtures;
import dev.sluice.ingest.time.Timekeeper;
import dev.sluice.ingest.worker.RuntimeMailbox.Readiness;
import dev.sluice.ingest.worker.RuntimeMailbox.RunEnd;
import dev.sluice.rules.Rule;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The Runtime API as a runtime of any language sees it.
final class RuntimeApiTest {

  private static final JsonNode RECORDED = Fixtures.read("runtime-next-headers.json");
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final String ID = "c2a6f2ae-7dbb-4d22-8782-d0485c9877e2";

  private final RuntimeMailbox mailbox = new RuntimeMailbox(Timekeeper.system());
  private final HttpClient runtime = HttpClient.newHttpClient();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private RuntimeApi api;

  @BeforeEach
  void open() throws IOException {
    api = new RuntimeApi(mailbox);
  }

  @AfterEach
  void close() {
    mailbox.end();
    api.close();
    threads.shutdownNow();
    runtime.shutdownNow();
  }

  @Test
  @Rule({"LIFE-040", "LIFE-044", "OBS-063"})
  void hands_over_an_event_with_the_recorded_headers_and_takes_its_answer() throws Exception {
    Future<RunEnd> run = begin();

    HttpResponse<String> event = get("invocation/next");
    assertThat(event.statusCode()).isEqualTo(200);
    assertThat(event.body()).isEqualTo(RECORDED.get("body").asText());
    RECORDED
        .get("headers")
        .properties()
        .forEach(
            header ->
                assertThat(event.headers().firstValue(header.getKey()))
                    .hasValue(header.getValue().asText()));

    HttpResponse<String> thanks = post("invocation/" + ID + "/response", "{\"ok\":true}");
    assertThat(thanks.statusCode()).isEqualTo(202);
    assertThat(thanks.body()).isEqualTo("{\"status\":\"OK\"}");
    assertThat(run.isDone()).as("before the runtime asks for more").isFalse();

    Future<HttpResponse<String>> next = threads.submit(() -> get("invocation/next"));
    assertThat(run.get())
        .isEqualTo(new RunEnd.Answered(new Answer.Returned(Payload.of("{\"ok\":true}")), true));
    next.cancel(true);
  }

  @Test
  @Rule("LIFE-041")
  void takes_errors_with_a_large_cause_in_their_header() throws Exception {
    Future<RunEnd> run = begin();
    get("invocation/next");

    HttpRequest error =
        request("invocation/" + ID + "/error")
            .header("Lambda-Runtime-Function-Error-Type", "Runtime.UserException")
            .header("Lambda-Runtime-Function-XRay-Error-Cause", "x".repeat(900_000))
            .POST(HttpRequest.BodyPublishers.ofString("{\"errorType\":\"E\"}"))
            .build();
    assertThat(runtime.send(error, BodyHandlers.ofString()).statusCode()).isEqualTo(202);

    mailbox.exited(1);
    assertThat(run.get())
        .isEqualTo(
            new RunEnd.Answered(new Answer.Failed(Payload.of("{\"errorType\":\"E\"}")), false));
  }

  @Test
  void refuses_answers_to_other_requests_second_answers_and_large_ones() throws Exception {
    Future<RunEnd> run = begin();
    get("invocation/next");

    assertThat(get("invocation/next").statusCode()).as("before an answer").isEqualTo(403);
    assertThat(post("invocation/other/response", "1").statusCode()).isEqualTo(403);
    assertThat(post("init/error", "{}").statusCode()).as("after Init").isEqualTo(403);
    HttpResponse<String> large =
        post("invocation/" + ID + "/response", "x".repeat(RuntimeApi.LARGEST_RESPONSE + 1));
    assertThat(large.statusCode()).isEqualTo(413);
    assertThat(post("invocation/" + ID + "/response", "1").statusCode()).isEqualTo(403);
    assertThat(get("elsewhere").statusCode()).isEqualTo(404);

    mailbox.exited(0);
    assertThat(run.get()).isEqualTo(new RunEnd.Answered(new Answer.TooLarge(), false));
  }

  @Test
  void takes_an_init_error() throws Exception {
    assertThat(post("init/error", "{\"errorType\":\"E\"}").statusCode()).isEqualTo(202);

    assertThat(mailbox.awaitReady(LONG))
        .isEqualTo(new Readiness.InitFailed(Payload.of("{\"errorType\":\"E\"}")));
  }

  @Test
  void tells_what_the_node_ended_from_what_ended_by_itself() throws Exception {
    Future<RunEnd> run = begin();
    get("invocation/next");

    mailbox.end();
    mailbox.exited(137); // the node's own SIGKILL

    assertThat(run.get()).isEqualTo(new RunEnd.Stopped());
    assertThat(mailbox.awaitReady(LONG)).isEqualTo(new Readiness.Stopped());
  }

  @Test
  void lets_one_request_wait_for_an_event() throws Exception {
    Future<HttpResponse<String>> first = threads.submit(() -> get("invocation/next"));
    assertThat(mailbox.awaitReady(LONG)).isEqualTo(new Readiness.Ready());

    assertThat(get("invocation/next").statusCode()).isEqualTo(403);
    assertThat(first.isDone()).isFalse();

    Future<RunEnd> run = begin();
    assertThat(first.get().statusCode()).isEqualTo(200);
    assertThat(post("invocation/" + ID + "/response", "1").statusCode()).isEqualTo(202);
    mailbox.exited(0);
    assertThat(run.get()).isInstanceOf(RunEnd.Answered.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Origin: null",
        "Referer: http://evil.example/",
        "Sec-Fetch-Site: cross-site",
        "X-Other: 1"
      })
  void refuses_requests_from_web_pages(String header) throws Exception {
    boolean page = !header.startsWith("X-Other");

    assertThat(postRaw("127.0.0.1:" + api.port(), header))
        .startsWith(page ? "HTTP/1.1 403" : "HTTP/1.1 202");
  }

  @Test
  void refuses_requests_under_any_other_name() throws Exception {
    assertThat(postRaw("evil.example:" + api.port(), "X-Other: 1")).startsWith("HTTP/1.1 403");
    assertThat(postRaw("localhost:" + api.port(), "X-Other: 1")).startsWith("HTTP/1.1 403");
    assertThat(postRaw("127.0.0.1", "X-Other: 1")).startsWith("HTTP/1.1 403");
    assertThat(mailbox.initFailed(Payload.of("{}"))).as("nothing came through").isTrue();
  }

  /// Reports an init error with headers that an HTTP client would not let us write.
  private String postRaw(String host, String header) throws IOException {
    String request =
        "POST /2018-06-01/runtime/init/error HTTP/1.1\r\nHost: "
            + host
            + "\r\n"
            + header
            + "\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}";
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), api.port())) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /// A run that waits for the runtime to do its part.
  private Future<RunEnd> begin() {
    var headers = RECORDED.get("headers");
    Work work =
        new Work(
            new RequestId(ID),
            Payload.of(RECORDED.get("body").asText()),
            Instant.ofEpochMilli(headers.get("Lambda-Runtime-Deadline-Ms").asLong()),
            Arn.parse(headers.get("Lambda-Runtime-Invoked-Function-Arn").asText()),
            headers.get("Lambda-Runtime-Trace-Id").asText(),
            null);
    return threads.submit(
        () -> {
          mailbox.awaitReady(LONG);
          mailbox.reserve(work.request());
          return mailbox.run(work, LONG);
        });
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return runtime.send(request(path).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String path, String body)
      throws IOException, InterruptedException {
    return runtime.send(
        request(path).POST(HttpRequest.BodyPublishers.ofString(body)).build(),
        BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(
        URI.create("http://127.0.0.1:" + api.port() + "/2018-06-01/runtime/" + path));
  }
}
