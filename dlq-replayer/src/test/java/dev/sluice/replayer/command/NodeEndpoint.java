package dev.sluice.replayer.command;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A node's Invoke endpoint with scripted functions. Binds to loopback.
final class NodeEndpoint implements AutoCloseable {

  private final HttpServer server;
  private final List<Call> calls = new CopyOnWriteArrayList<>();

  /// What the next calls are answered with; set by the test.
  volatile Function<Call, Answer> function = _ -> Answer.ok("null");

  record Call(String function, @Nullable String query, @Nullable String type, String event) {}

  record Answer(int status, @Nullable String functionError, String body) {
    static Answer ok(String body) {
      return new Answer(200, null, body);
    }
  }

  NodeEndpoint() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    server.createContext("/2015-03-31/functions/", this::handle);
    server.start();
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  List<Call> calls() {
    return List.copyOf(calls);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getRawPath();
      String name =
          path.substring("/2015-03-31/functions/".length(), path.lastIndexOf("/invocations"));
      Call call =
          new Call(
              URLDecoder.decode(name, StandardCharsets.UTF_8),
              exchange.getRequestURI().getQuery(),
              exchange.getRequestHeaders().getFirst("X-Amz-Invocation-Type"),
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
      calls.add(call);
      Answer answer = function.apply(call);
      if (answer.functionError() != null) {
        exchange.getResponseHeaders().set("X-Amz-Function-Error", answer.functionError());
      }
      if (answer.status() == 429) {
        exchange.getResponseHeaders().set("x-amzn-ErrorType", "TooManyRequestsException");
      }
      byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
