package dev.sluice.local.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// An HTTP listener on loopback that serves each request on a virtual thread.
public final class LoopbackHttp implements LocalServer {

  private static final Logger LOGGER = LoggerFactory.getLogger(LoopbackHttp.class);

  static {
    // Without the first, small answers wait for the client's delayed acknowledgement. With the
    // second, idle
    // connections outlive those of the clients (60 s), so that none is used while we close it.
    setDefault("sun.net.httpserver.nodelay", "true");
    setDefault("sun.net.httpserver.idleInterval", "180");
    setDefault("sun.net.httpserver.maxIdleConnections", "1000");
  }

  private final HttpServer server;
  private final ExecutorService threads;

  private LoopbackHttp(HttpServer server, ExecutorService threads) {
    this.server = server;
    this.threads = threads;
  }

  /// Listens on `port`, 0 for a free one, and has `handler` answer everything.
  public static LoopbackHttp start(int port, HttpHandler handler) {
    HttpServer server;
    try {
      server =
          HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), 0);
    } catch (IOException e) {
      throw new UncheckedIOException("Port " + port + " of loopback cannot be listened on", e);
    }
    var threads = Executors.newVirtualThreadPerTaskExecutor();
    server.setExecutor(threads);
    server.createContext("/", exchange -> handle(exchange, handler));
    server.start();
    return new LoopbackHttp(server, threads);
  }

  private static void handle(HttpExchange exchange, HttpHandler handler) throws IOException {
    try (exchange) {
      try { // inside: what closes the exchange does so before its own catch
        handler.handle(exchange);
      } catch (RuntimeException e) {
        LOGGER.atError().setCause(e).log("A request to the local cloud met a bug of ours");
        if (exchange.getResponseCode() < 0) {
          exchange.sendResponseHeaders(500, -1);
        }
      }
    }
  }

  /// Answers with `body` and ends the exchange.
  public static void answer(HttpExchange exchange, int status, String contentType, byte[] body)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", contentType);
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }

  private static void setDefault(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  @Override
  public URI endpoint() {
    return LocalServer.loopback(server.getAddress().getPort());
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
