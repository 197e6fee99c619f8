package dev.sluice.ingest.metrics;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/// Shows metrics over HTTP: `GET /metrics` for Prometheus, `GET /metrics.json` for programs. To be
/// mounted at `/metrics` of a server on loopback.
public final class MetricsEndpoint implements HttpHandler {

  private final Supplier<MetricSnapshot> metrics;

  /// @param metrics asked at each request; [MetricsListener#snapshot()]
  public MetricsEndpoint(Supplier<MetricSnapshot> metrics) {
    this.metrics = metrics;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String method = exchange.getRequestMethod();
      if (!method.equals("GET") && !method.equals("HEAD")) {
        exchange.getResponseHeaders().set("Allow", "GET, HEAD");
        exchange.sendResponseHeaders(405, -1);
        return;
      }
      switch (exchange.getRequestURI().getPath()) {
        case "/metrics" ->
            answer(exchange, PrometheusText.CONTENT_TYPE, PrometheusText.of(metrics.get()));
        case "/metrics.json" ->
            answer(exchange, MetricsJson.CONTENT_TYPE, MetricsJson.of(metrics.get()));
        default -> exchange.sendResponseHeaders(404, -1);
      }
    }
  }

  private static void answer(HttpExchange exchange, String type, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(200, -1);
      return;
    }
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
  }
}
