package dev.sluice.local.s3;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;

/// Passes on requests that create or remove one object, and emits what happened when it has. While
/// such a request is under way, others about the same key wait, so that sequencers tell the true
/// order.
final class ObjectChanges {

  private static final String CREATED = "ObjectCreated:";

  private final Backend backend;
  private final Notifier notifier;
  private final RemovedObjects removed;
  private final KeyLocks locks = new KeyLocks();
  private final Sequencer sequencer;
  private final InstantSource time;

  ObjectChanges(Backend backend, Notifier notifier, InstantSource time) {
    this.backend = backend;
    this.notifier = notifier;
    this.sequencer = new Sequencer();
    this.removed = new RemovedObjects(backend, notifier, sequencer, time);
    this.time = time;
  }

  /// Whether a request is one that S3 may report.
  boolean mayCauseEvents(S3Request request) {
    return switch (request.method()) {
      case "PUT", "DELETE" -> request.isAboutObject();
      case "POST" ->
          (!request.key().isEmpty() && request.asksFor("uploadId"))
              || request.asksFor("delete")
              || isForm(request);
      default -> false;
    };
  }

  private static boolean isForm(S3Request request) {
    return request.key().isEmpty()
        && request.header("Content-Type").orElse("").startsWith("multipart/form-data");
  }

  void pass(HttpExchange exchange, S3Request request) throws IOException {
    if (isForm(request)) {
      throw new S3Fault(
          501,
          "NotImplemented",
          "The local cloud does not report uploads by form; put the object instead");
    }
    if (request.asksFor("delete")) {
      removed.several(exchange, request);
      return;
    }
    try (var _ = locks.hold(request.bucket(), request.key())) {
      switch (request.method()) {
        case "DELETE" -> removed.one(exchange, request);
        case "POST" -> completed(exchange, request, "CompleteMultipartUpload");
        default -> {
          if (request.header("x-amz-copy-source").isPresent()) {
            completed(exchange, request, "Copy");
          } else {
            put(exchange, request);
          }
        }
      }
    }
  }

  private void put(HttpExchange exchange, S3Request request) throws IOException {
    var answer = backend.pass(exchange);
    if (answer.statusCode() == 200) {
      var size =
          request
              .header("x-amz-decoded-content-length")
              .or(() -> request.header("Content-Length"))
              .map(Long::parseLong)
              .orElse(0L);
      emit(request, "Put", size, answer.headers().firstValue("ETag").orElse(""), answer);
    }
    S3Front.answer(exchange, answer);
  }

  /// Copies and completed uploads: the answer may say 200 and still hold an error, so its body is
  /// read.
  private void completed(HttpExchange exchange, S3Request request, String how) throws IOException {
    var answer = backend.pass(exchange);
    byte[] body;
    try (var stream = answer.body()) {
      body = stream.readAllBytes();
    }
    var eTag = XmlDocument.parse(body).flatMap(root -> XmlDocument.text(root, "ETag"));
    if (answer.statusCode() == 200 && eTag.isPresent()) {
      var size = backend.size(exchange.getRequestURI().getRawPath(), version(answer));
      emit(request, how, size.orElse(0L), eTag.get(), answer);
    }
    S3Front.answer(exchange, answer, body);
  }

  private void emit(
      S3Request request, String how, long size, String eTag, HttpResponse<InputStream> answer) {
    var now = time.instant();
    notifier.emit(
        request,
        new ObjectEvent(
            CREATED + how,
            request.key(),
            OptionalLong.of(size),
            Optional.of(eTag.replace("\"", "")),
            version(answer),
            sequencer.next(now),
            now));
  }

  /// The version a change has made, where the bucket keeps versions.
  static Optional<String> version(HttpResponse<InputStream> answer) {
    return answer.headers().firstValue("x-amz-version-id").filter(v -> !v.equals("null"));
  }
}
