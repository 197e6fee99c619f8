package dev.sluice.ingest.worker;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sluice.ingest.invoke.Payload;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Lambda's Runtime API, version 2018-06-01, for one environment on a port of its own: so that no
/// function can take or answer another one's events.
final class RuntimeApi implements AutoCloseable {

  /// The most bytes a function may answer (INV-007).
  static final int LARGEST_RESPONSE = 6_291_556;

  private static final String BASE = "/2018-06-01/runtime/";
  private static final Pattern INVOCATION =
      Pattern.compile(BASE + "invocation/([^/]+)/(response|error)");
  private static final String OK = "{\"status\":\"OK\"}";

  private final RuntimeMailbox mailbox;
  private final HttpServer server;

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

  private void next(HttpExchange exchange) throws IOException, InterruptedException {
    Optional<Work> work = mailbox.next();
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
    exchange
        .getResponseHeaders()
        .putIfAbsent("Content-Type", java.util.List.of("application/json"));
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
  }
}
