package dev.sluice.local.s3;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// The S3 server behind our front. Bodies stream both ways.
final class Backend implements AutoCloseable {

  /// Those that belong to a connection, or that the HTTP client or server sets by itself.
  private static final Set<String> OWN_HEADERS =
      Set.of(
          "connection",
          "content-length",
          "date",
          "expect",
          "host",
          "http2-settings",
          "keep-alive",
          "server",
          "transfer-encoding",
          "upgrade",
          "x-amz-request-id",
          "x-amz-id-2");

  static {
    // The server behind closes connections after 30 s of silence, and Java's client keeps them as
    // long: one
    // could be used while it is being closed.
    if (System.getProperty("jdk.httpclient.keepalive.timeout") == null) {
      System.setProperty("jdk.httpclient.keepalive.timeout", "15");
    }
  }

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();
  private final URI endpoint;

  Backend(URI endpoint) {
    this.endpoint = endpoint;
  }

  /// Passes a request on, with its own body, and returns the answer with its body still to be read.
  HttpResponse<InputStream> pass(HttpExchange exchange) throws IOException {
    var length = exchange.getRequestHeaders().getFirst("Content-Length");
    var chunked = exchange.getRequestHeaders().containsKey("Transfer-Encoding");
    BodyPublisher body;
    if (length != null && Long.parseLong(length) > 0) {
      var stream = BodyPublishers.ofInputStream(exchange::getRequestBody);
      body = BodyPublishers.fromPublisher(stream, Long.parseLong(length));
    } else {
      body =
          chunked
              ? BodyPublishers.ofInputStream(exchange::getRequestBody)
              : BodyPublishers.noBody();
    }
    return pass(exchange, body);
  }

  /// Passes a request on with a body that has been read already.
  HttpResponse<InputStream> pass(HttpExchange exchange, BodyPublisher body) throws IOException {
    var uri = exchange.getRequestURI();
    var query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    var request =
        HttpRequest.newBuilder(URI.create(endpoint + uri.getRawPath() + query))
            .method(exchange.getRequestMethod(), body);
    exchange
        .getRequestHeaders()
        .forEach(
            (name, values) -> {
              if (!isOwn(name)) {
                values.forEach(value -> request.header(name, value));
              }
            });
    return send(request.build());
  }

  /// The size of an object in bytes, of the named version if any; empty when there is none.
  Optional<Long> size(String rawPath, Optional<String> versionId) throws IOException {
    var query = versionId.map(v -> "?versionId=" + v).orElse("");
    var request =
        HttpRequest.newBuilder(URI.create(endpoint + rawPath + query))
            .method("HEAD", BodyPublishers.noBody())
            .build();
    var answer = send(request);
    answer.body().close();
    return answer.statusCode() == 200
        ? Optional.of(answer.headers().firstValueAsLong("Content-Length").orElse(0))
        : Optional.empty();
  }

  private HttpResponse<InputStream> send(HttpRequest request) throws IOException {
    try {
      return client.send(request, BodyHandlers.ofInputStream());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while waiting for the S3 server", e);
    }
  }

  /// Whether a header is not for passing on.
  static boolean isOwn(String name) {
    return OWN_HEADERS.contains(name.toLowerCase(Locale.ROOT));
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
