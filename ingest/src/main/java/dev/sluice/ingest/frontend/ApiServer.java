package dev.sluice.ingest.frontend;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.sluice.ingest.invoke.Payload;
import dev.sluice.ingest.lifecycle.Component;
import dev.sluice.ingest.worker.LoopbackHttp;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The node's HTTP server on loopback. Whatever is mounted on it is out of reach for web pages: a
/// request that names a foreign host, or comes from any page at all, is refused (a page may have
/// its own name resolve to this machine).
public final class ApiServer implements Component {

  private static final Logger LOG = LoggerFactory.getLogger(ApiServer.class);

  private static final Set<String> OWN_NAMES = Set.of("127.0.0.1", "localhost", "[::1]");

  private final HttpServer server;

  private ApiServer(HttpServer server) {
    this.server = server;
  }

  /// A server that is bound, so that its port is known, and answers once it is started.
  ///
  /// @param port 0 for any free one
  /// @throws IOException when the port is taken
  public static ApiServer bind(int port) throws IOException {
    ApiServer api = new ApiServer(LoopbackHttp.bind(port));
    api.mount("/health", exchange -> health().send(exchange));
    return api;
  }

  public int port() {
    return server.getAddress().getPort();
  }

  /// Serves everything below a path. The longest matching path wins.
  public void mount(String path, HttpHandler handler) {
    server.createContext(path, exchange -> guard(exchange, handler));
  }

  @Override
  public void start() {
    server.start();
  }

  /// Accepts nothing more and waits for the requests in progress.
  @Override
  public void stop(Duration atMost) {
    server.stop((int) atMost.toSeconds());
  }

  private void guard(HttpExchange exchange, HttpHandler handler) throws IOException {
    try (exchange) {
      String host = exchange.getRequestHeaders().getFirst("Host");
      if (host == null || !isOwn(host) || exchange.getRequestHeaders().containsKey("Origin")) {
        HttpAnswer.plainError(
                403,
                "AccessDeniedException",
                "Expected a request to 127.0.0.1:" + port() + " and from no web page")
            .send(exchange);
        return;
      }
      handle(exchange, handler);
    } catch (IOException clientGone) {
      LOG.atDebug().setCause(clientGone).log("A client went away before its answer");
    }
  }

  private static void handle(HttpExchange exchange, HttpHandler handler) throws IOException {
    try {
      handler.handle(exchange);
    } catch (RuntimeException fault) {
      LOG.atError()
          .addKeyValue("path", exchange.getHttpContext().getPath())
          .setCause(fault)
          .log("A request failed by a fault of the node");
      if (exchange.getResponseCode() < 0) {
        HttpAnswer.plainError(500, "ServiceException", "The node failed; its log says how")
            .send(exchange);
      }
    }
  }

  private boolean isOwn(String host) {
    int colon = host.lastIndexOf(':');
    if (colon < 0 || !host.substring(colon + 1).equals(Integer.toString(port()))) {
      return false;
    }
    return OWN_NAMES.contains(host.substring(0, colon).toLowerCase(Locale.ROOT));
  }

  private static HttpAnswer health() {
    return HttpAnswer.json(200, Payload.of("{\"status\":\"ok\"}"));
  }
}
