package dev.sluice.local.s3;

import com.sun.net.httpserver.HttpExchange;
import dev.sluice.local.server.LoopbackHttp;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.util.Optional;

/// Decides what a request is: about notifications (answered here), a change that may cause events
/// (passed on by [ObjectChanges]) or anything else (passed on as it is).
final class S3Front {

  private static final String XML = "application/xml";

  private final Backend backend;
  private final Notifier notifier;
  private final ObjectChanges changes;

  S3Front(Backend backend, Notifier notifier, ObjectChanges changes) {
    this.backend = backend;
    this.notifier = notifier;
    this.changes = changes;
  }

  void handle(HttpExchange exchange) throws IOException {
    var request = S3Request.of(exchange);
    exchange.getResponseHeaders().set("x-amz-request-id", request.id());
    exchange.getResponseHeaders().set("x-amz-id-2", request.extendedId());
    try {
      if (request.key().isEmpty() && request.asksFor("notification")) {
        notification(exchange, request);
      } else if (notifier.listens(request) && changes.mayCauseEvents(request)) {
        changes.pass(exchange, request);
      } else {
        passOn(exchange, request);
      }
    } catch (S3Fault fault) {
      LoopbackHttp.answer(exchange, fault.status(), XML, fault.xml(request.id()));
    }
  }

  private void notification(HttpExchange exchange, S3Request request) throws IOException {
    if (backend.size("/" + request.bucket(), Optional.empty()).isEmpty()) {
      throw new S3Fault(404, "NoSuchBucket", "The specified bucket does not exist")
          .with("BucketName", request.bucket());
    }
    switch (request.method()) {
      case "GET" -> LoopbackHttp.answer(exchange, 200, XML, notifier.of(request.bucket()).xml());
      case "PUT" -> {
        var body = exchange.getRequestBody().readAllBytes();
        notifier.store(request, Configuration.parse(body));
        LoopbackHttp.answer(exchange, 200, XML, new byte[0]);
      }
      default ->
          throw new S3Fault(405, "MethodNotAllowed", "The specified method is not allowed here");
    }
  }

  private void passOn(HttpExchange exchange, S3Request request) throws IOException {
    var answer = backend.pass(exchange);
    if (request.method().equals("DELETE")
        && request.key().isEmpty()
        && request.query().isEmpty()
        && answer.statusCode() == 204) {
      notifier.forget(request.bucket());
    }
    answer(exchange, answer);
  }

  /// Streams an answer of the backend to the client.
  static void answer(HttpExchange exchange, HttpResponse<InputStream> answer) throws IOException {
    try (var body = answer.body()) {
      copyHeaders(exchange, answer);
      var length = answer.headers().firstValueAsLong("Content-Length").orElse(-1);
      if (exchange.getRequestMethod().equals("HEAD")) {
        if (length >= 0) {
          exchange.getResponseHeaders().set("Content-Length", Long.toString(length));
        }
        exchange.sendResponseHeaders(answer.statusCode(), -1);
      } else if (length == 0 || answer.statusCode() == 204 || answer.statusCode() == 304) {
        exchange.sendResponseHeaders(answer.statusCode(), -1);
      } else {
        // Here 0 means that the length is not known.
        exchange.sendResponseHeaders(answer.statusCode(), Math.max(length, 0));
        body.transferTo(exchange.getResponseBody());
      }
    }
  }

  /// Answers with a body of the backend that has been read already.
  static void answer(HttpExchange exchange, HttpResponse<InputStream> answer, byte[] body)
      throws IOException {
    copyHeaders(exchange, answer);
    exchange.sendResponseHeaders(answer.statusCode(), body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }

  private static void copyHeaders(HttpExchange exchange, HttpResponse<InputStream> answer) {
    answer
        .headers()
        .map()
        .forEach(
            (name, values) -> {
              if (!Backend.isOwn(name)) {
                exchange.getResponseHeaders().put(name, values);
              }
            });
  }
}
