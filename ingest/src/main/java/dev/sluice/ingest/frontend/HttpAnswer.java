package dev.sluice.ingest.frontend;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.sun.net.httpserver.HttpExchange;
import dev.sluice.ingest.invoke.Payload;
import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;

/// What goes back to an HTTP client.
///
/// @param headers without those that HTTP itself needs
record HttpAnswer(int status, Map<String, String> headers, Payload body) {

  private static final Payload EMPTY = Payload.of("");

  HttpAnswer {
    headers = Map.copyOf(headers);
  }

  static HttpAnswer json(int status, Payload body) {
    return new HttpAnswer(status, Map.of("Content-Type", "application/json"), body);
  }

  static HttpAnswer empty(int status) {
    return new HttpAnswer(status, Map.of(), EMPTY);
  }

  /// An error as most of Lambda's are: `{"Type":"User","message":"..."}`.
  static HttpAnswer error(int status, String type, String message) {
    return ofType(status, type, "{\"Type\":\"User\",\"message\":" + quoted(message) + "}");
  }

  /// The error of a missing resource, with a capital M.
  static HttpAnswer notFound(String message) {
    String body = "{\"Message\":" + quoted(message) + ",\"Type\":\"User\"}";
    return ofType(404, "ResourceNotFoundException", body);
  }

  /// An error that has only a message.
  static HttpAnswer plainError(int status, String type, String message) {
    return ofType(status, type, "{\"message\":" + quoted(message) + "}");
  }

  HttpAnswer with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new HttpAnswer(status, more, body);
  }

  void send(HttpExchange exchange) throws IOException {
    headers.forEach(exchange.getResponseHeaders()::set);
    int length = body.bytes().length;
    exchange.sendResponseHeaders(status, length == 0 ? -1 : length);
    if (length > 0) {
      // Closed here, so that it leaves before the rest of a request is waited for.
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(body.bytes());
      }
    }
  }

  private static HttpAnswer ofType(int status, String type, String body) {
    return json(status, Payload.of(body)).with("x-amzn-ErrorType", type);
  }

  private static String quoted(String text) {
    return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
  }
}
