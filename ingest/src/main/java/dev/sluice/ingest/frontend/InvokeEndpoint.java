package dev.sluice.ingest.frontend;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.sluice.ingest.frontend.FunctionReference.Named;
import dev.sluice.ingest.frontend.InvokeCall.Rejected;
import dev.sluice.ingest.identity.FunctionName;
import dev.sluice.ingest.identity.RequestId;
import dev.sluice.ingest.invoke.InvocationOutcome;
import dev.sluice.ingest.invoke.InvocationRequest;
import dev.sluice.ingest.invoke.Invoker;
import dev.sluice.ingest.invoke.LogTail;
import dev.sluice.ingest.invoke.Payload;
import dev.sluice.ingest.invoke.ThrottleReason;
import dev.sluice.ingest.invoke.TraceHeader;
import dev.sluice.ingest.time.Timekeeper;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lambda's Invoke API (INV-001), to be mounted at [#PATH] of an [ApiServer]. Every request must be
/// signed.
public final class InvokeEndpoint implements HttpHandler {

  /// Where it belongs.
  public static final String PATH = "/2015-03-31/functions/";

  private static final Logger LOG = LoggerFactory.getLogger(InvokeEndpoint.class);

  private static final Pattern INVOCATIONS = Pattern.compile(PATH + "([^/]+)/invocations/?");
  private static final Pattern QUALIFIER = Pattern.compile("(?:^|&)Qualifier=([^&]*)");

  private final Backend backend;
  private final ApiIdentity identity;
  private final RequestGate gate;
  private final Timekeeper time;
  private final RandomGenerator random;

  /// What stands behind the API.
  ///
  /// @param functions the names that can be called
  public record Backend(Invoker invoker, Set<FunctionName> functions, EventAcceptor events) {

    public Backend {
      functions = Set.copyOf(functions);
    }
  }

  /// @param random shared by all threads
  public InvokeEndpoint(
      Backend backend, ApiIdentity identity, Timekeeper time, RandomGenerator random) {
    this(backend, identity, RequestGate.Room.DEFAULT, time, random);
  }

  InvokeEndpoint(
      Backend backend,
      ApiIdentity identity,
      RequestGate.Room room,
      Timekeeper time,
      RandomGenerator random) {
    this.backend = backend;
    this.identity = identity;
    this.gate = new RequestGate(identity, room, time);
    this.time = time;
    this.random = random;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    RequestId id = RequestId.fresh(random);
    HttpAnswer answer;
    try {
      answer = answer(exchange, id);
    } catch (Rejected rejected) {
      answer = rejected.answer();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      answer = serviceError("The node is stopping");
    }
    if (!answer.headers().containsKey("x-amzn-RequestId")) {
      answer = answer.with("x-amzn-RequestId", id.value());
    }
    answer.send(exchange);
  }

  private HttpAnswer answer(HttpExchange exchange, RequestId id)
      throws IOException, InterruptedException, Rejected {
    SignedRequest request = gate.admit(exchange);
    Matcher path = INVOCATIONS.matcher(request.path());
    if (!path.matches() || !request.method().equals("POST")) {
      return HttpAnswer.plainError(
          404, "UnknownOperationException", "This node serves POST .../{FunctionName}/invocations");
    }
    FunctionName function = find(decode(path.group(1)), qualifier(request.query()));
    InvokeCall call = InvokeCall.read(request);
    return switch (call.type()) {
      case InvokeCall.ASYNCHRONOUS -> queue(function, call);
      case InvokeCall.DRY_RUN -> HttpAnswer.empty(204);
      default -> invoke(function, call, id);
    };
  }

  /// The function that is meant, if this node has it.
  private FunctionName find(String text, String qualifier) throws Rejected {
    return switch (FunctionReference.parse(text)) {
      case FunctionReference.Malformed(String value) ->
          throw new Rejected(
              HttpAnswer.plainError(
                  400,
                  "ValidationException",
                  "1 validation error detected: Value '"
                      + value
                      + "' at 'functionName' failed to satisfy constraint: Member must satisfy"
                      + " regular expression pattern: "
                      + FunctionReference.PATTERN));
      case Named named -> find(named, qualifier);
    };
  }

  private FunctionName find(Named named, String qualifier) throws Rejected {
    if (!qualifier.isEmpty()
        && !named.qualifier().isEmpty()
        && !qualifier.equals(named.qualifier())) {
      throw new Rejected(
          HttpAnswer.error(
              400,
              "InvalidParameterValueException",
              "The derived qualifier from the function name does not match the specified"
                  + " qualifier."));
    }
    String wanted = named.qualifier().isEmpty() ? qualifier : named.qualifier();
    String version = wanted.isEmpty() ? FunctionReference.LATEST : wanted;
    boolean here =
        (named.region().isEmpty() || named.region().equals(identity.region()))
            && (named.account().isEmpty() || named.account().equals(identity.account()));
    Optional<FunctionName> function =
        backend.functions().stream()
            .filter(known -> known.value().equals(named.name()))
            .findFirst();
    if (!here || function.isEmpty() || !version.equals(FunctionReference.LATEST)) {
      throw new Rejected(
          HttpAnswer.notFound(
              "Function not found: " + identity.function(named.name() + ":" + version)));
    }
    return function.get();
  }

  private HttpAnswer queue(FunctionName function, InvokeCall call) throws InterruptedException {
    String trace = trace(call);
    try {
      RequestId id = backend.events().accept(function, call.event(), trace);
      return HttpAnswer.empty(202)
          .with("x-amzn-RequestId", id.value())
          .with("X-Amzn-Trace-Id", trace);
    } catch (RuntimeException notDurable) {
      LOG.atError()
          .addKeyValue("function", function)
          .setCause(notDurable)
          .log("An event could not be stored; its caller was told so");
      return serviceError("The event could not be stored; try again");
    }
  }

  private HttpAnswer invoke(FunctionName function, InvokeCall call, RequestId id)
      throws InterruptedException {
    String trace = trace(call);
    var request =
        new InvocationRequest(
            function, id, call.event(), trace, Duration.ZERO, call.clientContext());
    return switch (backend.invoker().invoke(request)) {
      case InvocationOutcome.Succeeded(Payload answer, LogTail log) ->
          executed(answer, call, log).with("X-Amzn-Trace-Id", trace);
      case InvocationOutcome.FunctionFailed(Payload error, LogTail log) ->
          failed(error, call, log).with("X-Amzn-Trace-Id", trace);
      case InvocationOutcome.TimedOut(Payload error, LogTail log) ->
          failed(error, call, log).with("X-Amzn-Trace-Id", trace);
      case InvocationOutcome.Throttled(ThrottleReason reason) -> throttled(reason);
      case InvocationOutcome.Unavailable(String why) -> serviceError(why);
    };
  }

  private static HttpAnswer executed(Payload body, InvokeCall call, LogTail log) {
    HttpAnswer answer =
        HttpAnswer.json(200, body).with("X-Amz-Executed-Version", FunctionReference.LATEST);
    if (!call.tail()) {
      return answer;
    }
    byte[] text = log.text().getBytes(StandardCharsets.UTF_8);
    return answer.with("X-Amz-Log-Result", Base64.getEncoder().encodeToString(text));
  }

  private static HttpAnswer failed(Payload error, InvokeCall call, LogTail log) {
    return executed(error, call, log).with("X-Amz-Function-Error", "Unhandled");
  }

  private static HttpAnswer throttled(ThrottleReason reason) {
    String body =
        "{\"Reason\":\"" + reason + "\",\"Type\":\"User\",\"message\":\"Rate Exceeded.\"}";
    return HttpAnswer.json(429, Payload.of(body))
        .with("x-amzn-ErrorType", "TooManyRequestsException")
        .with("Retry-After", "1");
  }

  private static HttpAnswer serviceError(String why) {
    return HttpAnswer.plainError(500, "ServiceException", why);
  }

  private String trace(InvokeCall call) {
    return call.traceHeader() == null ? TraceHeader.fresh(time.now(), random) : call.traceHeader();
  }

  private static String qualifier(String query) {
    Matcher qualifier = QUALIFIER.matcher(query);
    return qualifier.find() ? decode(qualifier.group(1)) : "";
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
