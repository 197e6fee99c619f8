package dev.sluice.local.s3;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalLong;
import org.w3c.dom.Element;

/// Passes on removals and emits them: `Delete` when something is gone for good,
/// `DeleteMarkerCreated` when a bucket with versions only hides it. Removing what is not there is
/// no event.
final class RemovedObjects {

  /// The entity tag of nothing, which delete markers bear.
  private static final String EMPTY = "d41d8cd98f00b204e9800998ecf8427e";

  private final Backend backend;
  private final Notifier notifier;
  private final Sequencer sequencer;
  private final InstantSource time;

  RemovedObjects(Backend backend, Notifier notifier, Sequencer sequencer, InstantSource time) {
    this.backend = backend;
    this.notifier = notifier;
    this.sequencer = sequencer;
    this.time = time;
  }

  /// DeleteObject.
  void one(HttpExchange exchange, S3Request request) throws IOException {
    var asked = request.parameter("versionId");
    var was = backend.size(exchange.getRequestURI().getRawPath(), asked).isPresent();
    var answer = backend.pass(exchange);
    if (answer.statusCode() == 204) {
      var marker =
          asked.isEmpty()
              && answer.headers().firstValue("x-amz-delete-marker").orElse("").equals("true");
      emit(request, request.key(), asked.or(() -> ObjectChanges.version(answer)), marker, was);
    }
    S3Front.answer(exchange, answer);
  }

  /// DeleteObjects. A quiet answer lists only what failed, so the request says what was removed.
  void several(HttpExchange exchange, S3Request request) throws IOException {
    var asked = exchange.getRequestBody().readAllBytes();
    var objects =
        XmlDocument.parse(asked)
            .map(root -> XmlDocument.children(root, "Object"))
            .orElseThrow(
                () -> new S3Fault(400, "MalformedXML", "The XML you provided was not well-formed"));
    var there = new HashSet<Element>();
    for (var object : objects) {
      var path = "/" + request.bucket() + "/" + pathEncoded(key(object));
      if (backend.size(path, XmlDocument.text(object, "VersionId")).isPresent()) {
        there.add(object);
      }
    }
    var answer = backend.pass(exchange, BodyPublishers.ofByteArray(asked));
    byte[] body;
    try (var stream = answer.body()) {
      body = stream.readAllBytes();
    }
    var result = XmlDocument.parse(body);
    if (answer.statusCode() == 200 && result.isPresent()) {
      var failed = new HashSet<String>();
      XmlDocument.children(result.get(), "Error").forEach(e -> failed.add(key(e)));
      var markers = new HashMap<String, String>();
      for (var each : XmlDocument.children(result.get(), "Deleted")) {
        XmlDocument.text(each, "DeleteMarkerVersionId").ifPresent(v -> markers.put(key(each), v));
      }
      for (var object : objects) {
        var key = key(object);
        var version = XmlDocument.text(object, "VersionId");
        var marker = version.isEmpty() && markers.containsKey(key);
        if (!failed.contains(key)) {
          emit(
              request,
              key,
              version.or(() -> Optional.ofNullable(markers.get(key))),
              marker,
              there.contains(object));
        }
      }
    }
    S3Front.answer(exchange, answer, body);
  }

  private static String key(Element element) {
    return XmlDocument.text(element, "Key").orElse("");
  }

  private static String pathEncoded(String key) {
    return URLEncoder.encode(key, StandardCharsets.UTF_8).replace("+", "%20").replace("%2F", "/");
  }

  private void emit(
      S3Request request, String key, Optional<String> version, boolean marker, boolean was) {
    if (!was && !marker) {
      return;
    }
    var now = time.instant();
    notifier.emit(
        request,
        new ObjectEvent(
            marker ? "ObjectRemoved:DeleteMarkerCreated" : "ObjectRemoved:Delete",
            key,
            OptionalLong.empty(),
            marker ? Optional.of(EMPTY) : Optional.empty(),
            version,
            sequencer.next(now),
            now));
  }
}
