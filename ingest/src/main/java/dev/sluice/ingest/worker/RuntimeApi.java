package dev.sluice.ingest.worker;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sluice.ingest.invoke.Payload;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Lambda's Runtime API, version 2018-06-01, for one environment on a port of its own: so that no
/// function is given another one's events by mistake. Web pages are kept out: a request must name
/// exactly this address and come from no page. Other processes on this machine are not: whoever can
/// connect to its loopback ports is trusted, as there is nothing in this protocol to know the
/// environment's own process by.
final class RuntimeApi implements AutoCloseable {

  /// The most bytes a function may answer (INV-007).
  static final int LARGEST_RESPONSE = 6_291_556;

  private static final String BASE = "/2018-06-01/runtime/";
  private static final Pattern INVOCATION =
      Pattern.compile(BASE + "invocation/([^/]+)/(response|error)");
  private static final String OK = "{\"status\":\"OK\"}";

  private final RuntimeMailbox mailbox;
  private final HttpServer server;

  /// A runtime asks for one event at a time: a second request would take the place of the first.
  private final Semaphore waiter = new Semaphore(1);

  /// Opens the port.
  RuntimeApi(RuntimeMailbox mailbox) throws IOException {
    this.mailbox = mailbox;
    this.server = LoopbackHttp.bind(0);
    server.createContext(BASE, this::serve);
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (!isFromRuntime(exchange.getRequestHeaders())) {
        refuse(
            exchange,
            403,
            "AccessDenied",
            "Expected a request to 127.0.0.1:" + port() + " and from no web page");
        return;
      }
      String path = exchange.getRequestURI().getRawPath();
      Matcher invocation = INVOCATION.matcher(path);
      if (path.equals(BASE + "invocation/next")) {
        next(exchange);
      } else if (path.equals(BASE + "init/error")) {
        initError(exchange);
      } else if (invocation.matches()) {
        answer(exchange, invocation.group(1), invocation.group(2).equals("error"));
      } else {
        refuse(exchange, 404, "UnknownPath", "There is nothing at " + path);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /// A page can have its own name resolve to this machine, but not its requests name this address
  /// without saying that they come from a page.
  private boolean isFromRuntime(Headers headers) {
    return List.of("127.0.0.1:" + port()).equals(headers.get("Host"))
        && headers.keySet().stream()
            .map(name -> name.toLowerCase(Locale.ROOT))
            .noneMatch(
                name ->
                    name.equals("origin")
                        || name.equals("referer")
                        || name.startsWith("sec-fetch-"));
  }

  private void next(HttpExchange exchange) throws IOException, InterruptedException {
    if (!waiter.tryAcquire()) {
      refuse(exchange, 403, "InvalidStateTransition", "Another request waits for the next event");
      return;
    }
    Optional<Work> work;
    try {
      work = mailbox.next();
    } finally {
      waiter.release(); // before the event is sent: its answer and the next request may be quick
    }
    if (work.isEmpty()) {
      refuse(exchange, 403, "InvalidStateTransition", "The event in hand has no answer yet");
      return;
    }
    Work event = work.get();
    var headers = exchange.getResponseHeaders();
    headers.set("Content-Type", "application/json");
    headers.set("Lambda-Runtime-Aws-Request-Id", event.request().value());
    headers.set("Lambda-Runtime-Deadline-Ms", Long.toString(event.deadline().toEpochMilli()));
    headers.set("Lambda-Runtime-Invoked-Function-Arn", event.functionArn().toString());
    headers.set("Lambda-Runtime-Trace-Id", event.traceHeader());
    if (event.clientContext() != null) {
      headers.set("Lambda-Runtime-Client-Context", event.clientContext());
    }
    send(exchange, 200, event.event().bytes());
  }

  private void initError(HttpExchange exchange) throws IOException {
    byte[] body = read(exchange);
    if (mailbox.initFailed(new Payload(body))) {
      send(exchange, 202, OK.getBytes(StandardCharsets.UTF_8));
    } else {
      refuse(exchange, 403, "InvalidStateTransition", "Init is over");
    }
  }

  private void answer(HttpExchange exchange, String request, boolean error) throws IOException {
    byte[] body = read(exchange);
    boolean tooLarge = body.length > LARGEST_RESPONSE;
    Answer answer;
    if (tooLarge) {
      answer = new Answer.TooLarge();
    } else if (error) {
      answer = new Answer.Failed(new Payload(body));
    } else {
      answer = new Answer.Returned(body.length == 0 ? Payload.of("null") : new Payload(body));
    }
    if (!mailbox.answer(request, answer)) {
      refuse(exchange, 403, "InvalidRequestID", "There is no event " + request + " in hand");
    } else if (tooLarge) {
      refuse(exchange, 413, ErrorBodies.TOO_LARGE_TYPE, ErrorBodies.TOO_LARGE_MESSAGE);
    } else {
      send(exchange, 202, OK.getBytes(StandardCharsets.UTF_8));
    }
  }

  /// The body, or as much of it as shows that it is too large; the rest is read and forgotten.
  private static byte[] read(HttpExchange exchange) throws IOException {
    InputStream in = exchange.getRequestBody();
    byte[] body = in.readNBytes(LARGEST_RESPONSE + 1);
    if (body.length > LARGEST_RESPONSE) {
      in.transferTo(java.io.OutputStream.nullOutputStream());
    }
    return body;
  }

  private static void refuse(HttpExchange exchange, int status, String type, String message)
      throws IOException {
    send(exchange, status, ErrorBodies.error(type, message).bytes());
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.getResponseHeaders().putIfAbsent("Content-Type", List.of("application/json"));
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
  }
}
