package dev.sluice.ingest.frontend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.ingest.identity.FunctionName;
import dev.sluice.ingest.identity.RequestId;
import dev.sluice.ingest.invoke.InvocationOutcome;
import dev.sluice.ingest.invoke.InvocationRequest;
import dev.sluice.ingest.invoke.LogTail;
import dev.sluice.ingest.invoke.Payload;
import dev.sluice.ingest.invoke.ThrottleReason;
import dev.sluice.ingest.testing.Fixtures;
import dev.sluice.ingest.testing.ScriptedInvoker;
import dev.sluice.ingest.time.Timekeeper;
import dev.sluice.rules.Rule;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.LambdaException;
import software.amazon.awssdk.services.lambda.model.LogType;
import software.amazon.awssdk.services.lambda.model.RequestTooLargeException;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;
import software.amazon.awssdk.services.lambda.model.TooManyRequestsException;

/// The Invoke API as the AWS SDK sees it; the function behind it is a script.
final class InvokeEndpointTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonNode RECORDED = Fixtures.read("invoke-responses.json");
  private static final FunctionName FUNCTION = new FunctionName("order-handler");
  private static final ApiIdentity IDENTITY =
      new ApiIdentity(
          "eu-central-1", "111122223333", new ApiKeys(() -> new ApiKeys.Key("AKID", "secret")));

  private final List<String> accepted = new CopyOnWriteArrayList<>();
  private final List<SdkHttpResponse> responses = new CopyOnWriteArrayList<>();
  private InvocationOutcome outcome = ScriptedInvoker.succeeded("{\"ok\":true}");
  private final ScriptedInvoker invoker = new ScriptedInvoker(_ -> outcome);
  private ApiServer server;
  private LambdaClient lambda;

  @BeforeEach
  void start() throws IOException {
    server = ApiServer.bind(0);
    var backend = new InvokeEndpoint.Backend(invoker, Set.of(FUNCTION), this::accept);
    server.mount(
        InvokeEndpoint.PATH,
        new InvokeEndpoint(
            backend,
            IDENTITY,
            new RequestGate.Room(1, Duration.ofMillis(20)),
            Timekeeper.system(),
            new SecureRandom()));
    server.start();
    lambda = client("AKID", "secret");
  }

  @AfterEach
  void stop() {
    lambda.close();
    server.stop(Duration.ZERO);
  }

  @Test
  @Rule({"INV-001", "INV-003", "INV-004"})
  void answers_a_synchronous_call_as_recorded_with_the_tail_of_its_log() {
    outcome =
        new InvocationOutcome.Succeeded(Payload.of("{\"ok\":true}"), new LogTail("the log\n"));
    String context =
        Base64.getEncoder()
            .encodeToString("{\"custom\":{\"a\":\"\u00e9\"}}".getBytes(StandardCharsets.UTF_8));

    InvokeResponse response =
        lambda.invoke(
            call("order-handler", "{\"orderId\":1001}")
                .logType(LogType.TAIL)
                .clientContext(context)
                .overrideConfiguration(
                    o -> o.putHeader("X-Amzn-Trace-Id", "Root=1-6925f0fb-0123456789abcdef01234567"))
                .build());

    assertRecorded("success");
    assertThat(response.payload().asUtf8String()).isEqualTo("{\"ok\":true}");
    assertThat(new String(Base64.getDecoder().decode(response.logResult()), StandardCharsets.UTF_8))
        .isEqualTo("the log\n");
    assertThat(header("X-Amzn-Trace-Id")).hasValue("Root=1-6925f0fb-0123456789abcdef01234567");
    InvocationRequest request = invoker.requests().getFirst();
    assertThat(request.payload().text()).isEqualTo("{\"orderId\":1001}");
    assertThat(request.traceHeader()).startsWith("Root=1-6925f0fb-");
    assertThat(request.clientContext()).isEqualTo("{\"custom\":{\"a\":\"\\u00E9\"}}");
    assertThat(header("x-amzn-RequestId")).hasValue(request.requestId().value());
  }

  @Test
  @Rule({"INV-004", "INV-006"})
  void answers_null_and_no_log_to_a_call_that_did_not_ask_for_one() {
    outcome = new InvocationOutcome.Succeeded(Payload.of("null"), new LogTail("the log\n"));

    InvokeResponse response = lambda.invoke(call("order-handler", "{}").build());

    assertRecorded("noReturnValue");
    assertThat(response.logResult()).isNull();
  }

  @Test
  @Rule({"INV-005", "LIFE-030"})
  void answers_a_function_error_with_status_200_and_marks_it() throws IOException {
    String error = RECORDED.get("functionError").get("body").asText();
    outcome = new InvocationOutcome.FunctionFailed(Payload.of(error), LogTail.NONE);
    InvokeResponse failed = lambda.invoke(call("order-handler", "{}").build());
    assertRecorded("functionError");
    assertThat(JSON.readTree(failed.payload().asByteArray())).isEqualTo(JSON.readTree(error));

    outcome = new InvocationOutcome.TimedOut(Payload.of("{}"), LogTail.NONE);
    assertThat(lambda.invoke(call("order-handler", "{}").build()).functionError())
        .isEqualTo("Unhandled");
  }

  @Test
  @Rule({"INV-003", "INV-011", "ASYNC-001"})
  void accepts_an_event_and_answers_202_with_the_id_of_its_invocation() {
    lambda.invoke(call("order-handler", "").invocationType(InvocationType.EVENT).build());

    assertRecorded("event");
    assertThat(header("X-Amz-Executed-Version")).isEmpty();
    assertThat(header("x-amzn-RequestId")).hasValue("accepted-1");
    assertThat(accepted).containsExactly("order-handler {}");
    assertThat(invoker.requests()).isEmpty();

    lambda.invoke(call("order-handler", "").build());
    assertThat(invoker.requests().getFirst().payload().text()).isEqualTo("{}");
  }

  @Test
  @Rule("INV-003")
  void calls_nothing_in_a_dry_run() {
    lambda.invoke(call("order-handler", "{}").invocationType(InvocationType.DRY_RUN).build());

    assertRecorded("dryRun");
    assertThat(invoker.requests()).isEmpty();
  }

  @Test
  @Rule({"INV-012", "CONC-051"})
  void answers_429_with_the_reason_when_there_is_no_room() {
    outcome =
        new InvocationOutcome.Throttled(
            ThrottleReason.ReservedFunctionConcurrentInvocationLimitExceeded);

    TooManyRequestsException thrown =
        catchThrowableOfType(
            TooManyRequestsException.class,
            () -> lambda.invoke(call("order-handler", "{}").build()));

    assertRecorded("throttled");
    assertBody("throttled", thrown);
  }

  @Test
  @Rule("INV-010")
  void answers_404_for_an_unknown_function() {
    ResourceNotFoundException thrown =
        catchThrowableOfType(
            ResourceNotFoundException.class, () -> lambda.invoke(call("missing", "{}").build()));

    assertRecorded("unknownFunction");
    assertBody("unknownFunction", thrown);
  }

  @Test
  @Rule("INV-019")
  void answers_404_for_an_unknown_alias() {
    ResourceNotFoundException thrown =
        catchThrowableOfType(
            ResourceNotFoundException.class,
            () -> lambda.invoke(call("order-handler", "{}").qualifier("missing").build()));

    assertRecorded("unknownAlias");
    assertBody("unknownAlias", thrown);
  }

  @Test
  @Rule("INV-020")
  void answers_400_for_a_name_that_fits_no_function() {
    LambdaException thrown =
        catchThrowableOfType(
            LambdaException.class, () -> lambda.invoke(call("no spaces!", "{}").build()));

    assertThat(thrown.statusCode()).isEqualTo(400);
    assertThat(thrown.awsErrorDetails().errorCode()).isEqualTo("ValidationException");
    assertThat(thrown.awsErrorDetails().errorMessage())
        .isEqualTo(
            "1 validation error detected: Value 'no spaces!' at 'functionName' failed to satisfy"
                + " constraint: Member must satisfy regular expression pattern: "
                + FunctionReference.PATTERN);
  }

  @Test
  @Rule("INV-009")
  void answers_400_for_a_body_that_is_no_json() {
    SdkBytes body = SdkBytes.fromByteArray(new byte[] {'"', (byte) 0x87});

    LambdaException thrown =
        catchThrowableOfType(
            LambdaException.class,
            () -> lambda.invoke(call("order-handler", "").payload(body).build()));

    assertRecorded("invalidJsonBody");
    assertBody("invalidJsonBody", thrown);
    assertThat(invoker.requests()).isEmpty();
  }

  @Test
  void answers_413_for_an_event_that_is_too_large() {
    String large = "\"" + "x".repeat(InvokeCall.LARGEST_EVENT) + "\"";
    assertThatThrownBy(
            () ->
                lambda.invoke(
                    call("order-handler", large).invocationType(InvocationType.EVENT).build()))
        .isInstanceOf(RequestTooLargeException.class);
    assertThat(lambda.invoke(call("order-handler", large).build()).statusCode()).isEqualTo(200);

    String larger = "\"" + "x".repeat(InvokeCall.LARGEST_REQUEST) + "\"";
    assertThatThrownBy(() -> lambda.invoke(call("order-handler", larger).build()))
        .isInstanceOf(RequestTooLargeException.class);
  }

  @Test
  @Rule("INV-001")
  void understands_every_form_of_a_functions_name() {
    for (String name :
        List.of(
            "order-handler",
            "order-handler:$LATEST",
            "111122223333:function:order-handler",
            "arn:aws:lambda:eu-central-1:111122223333:function:order-handler",
            "arn:aws:lambda:eu-central-1:111122223333:function:order-handler:$LATEST")) {
      assertThat(lambda.invoke(call(name, "{}").build()).statusCode()).as(name).isEqualTo(200);
    }
    assertThatThrownBy(
            () ->
                lambda.invoke(
                    call("arn:aws:lambda:eu-west-1:111122223333:function:order-handler", "{}")
                        .build()))
        .isInstanceOf(ResourceNotFoundException.class);
  }

  @Test
  @Rule("LEASE-001")
  void refuses_a_stranger_and_a_wrong_secret() {
    for (LambdaClient stranger : List.of(client("OTHER", "secret"), client("AKID", "guess"))) {
      try (stranger) {
        LambdaException thrown =
            catchThrowableOfType(
                LambdaException.class, () -> stranger.invoke(call("order-handler", "{}").build()));
        assertThat(thrown.statusCode()).isEqualTo(403);
      }
    }
    assertThat(invoker.requests()).isEmpty();
  }

  @Test
  void refuses_from_headers_alone_without_waiting_for_a_body() throws IOException {
    String host = "127.0.0.1:" + server.port();
    try (Socket stranger = open(head("OTHER", "host;x-amz-date", Timekeeper.system().now()));
        Socket late = open(head("AKID", "host;x-amz-date", Instant.EPOCH));
        Socket partly = open(head("AKID", "x-amz-date", Timekeeper.system().now()));
        Socket unsigned = open("POST " + PATH + " HTTP/1.1\r\nHost: " + host + "\r\n" + LENGTH)) {
      for (Socket refused : List.of(stranger, late, partly, unsigned)) {
        assertThat(new String(refused.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
            .isEqualTo("HTTP/1.1 403");
      }
    }
  }

  @Test
  void reads_so_many_bodies_at_once_and_no_more() throws IOException {
    try (Socket slow = open(head("AKID", "host;x-amz-date", Timekeeper.system().now()))) {
      await(503);
      slow.getOutputStream().write("{}".getBytes(StandardCharsets.US_ASCII));
    }

    await(200);
  }

  /// Calls until the answer has this status.
  private void await(int status) {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    int seen;
    do {
      assertThat(System.nanoTime()).as("deadline for a status of " + status).isLessThan(deadline);
      try {
        lambda.invoke(call("order-handler", "{}").build());
      } catch (LambdaException refused) {
        assertThat(refused.statusCode()).isEqualTo(503);
      }
      seen = responses.getLast().statusCode();
    } while (seen != status);
  }

  private static final String PATH = InvokeEndpoint.PATH + "order-handler/invocations";
  private static final String LENGTH = "Content-Length: 1000000\r\n\r\n";

  /// What comes before a body, signed by guess.
  private String head(String key, String signedHeaders, Instant when) {
    String date =
        DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").format(when.atOffset(ZoneOffset.UTC));
    return "POST "
        + PATH
        + " HTTP/1.1\r\nHost: 127.0.0.1:"
        + server.port()
        + "\r\nX-Amz-Date: "
        + date
        + "\r\nAuthorization: AWS4-HMAC-SHA256 Credential="
        + key
        + "/"
        + date.substring(0, 8)
        + "/eu-central-1/lambda/aws4_request, SignedHeaders="
        + signedHeaders
        + ", Signature="
        + "0".repeat(64)
        + "\r\n"
        + LENGTH;
  }

  private Socket open(String head) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    socket.setSoTimeout(30_000);
    socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private RequestId accept(FunctionName function, Payload event, @Nullable String traceHeader) {
    accepted.add(function + " " + event.text());
    return new RequestId("accepted-" + accepted.size());
  }

  private static InvokeRequest.Builder call(String function, String body) {
    return InvokeRequest.builder().functionName(function).payload(SdkBytes.fromUtf8String(body));
  }

  private LambdaClient client(String key, String secret) {
    return LambdaClient.builder()
        .endpointOverride(URI.create("http://127.0.0.1:" + server.port()))
        .region(Region.EU_CENTRAL_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create(key, secret)))
        .overrideConfiguration(
            o -> o.addExecutionInterceptor(new Recorder()).retryStrategy(r -> r.maxAttempts(1)))
        .build();
  }

  private Optional<String> header(String name) {
    return responses.getLast().firstMatchingHeader(name);
  }

  /// Status and headers of the last response.
  private void assertRecorded(String name) {
    JsonNode recorded = RECORDED.get(name);
    assertThat(responses.getLast().statusCode()).isEqualTo(recorded.get("status").asInt());
    recorded
        .get("headers")
        .properties()
        .forEach(
            header -> assertThat(header(header.getKey())).hasValue(header.getValue().asText()));
  }

  private static void assertBody(String name, AwsServiceException thrown) {
    assertThat(thrown.awsErrorDetails().rawResponse().asUtf8String())
        .isEqualTo(RECORDED.get(name).get("body").asText());
  }

  /// Keeps the HTTP responses that the client saw.
  private final class Recorder implements ExecutionInterceptor {

    @Override
    public void afterTransmission(
        Context.AfterTransmission context, ExecutionAttributes attributes) {
      responses.add(context.httpResponse());
    }
  }
}
