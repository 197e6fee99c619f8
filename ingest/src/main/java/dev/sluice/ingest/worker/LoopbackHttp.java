package dev.sluice.ingest.worker;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;

/// The one place that opens HTTP servers, on loopback only, one virtual thread a request.
public final class LoopbackHttp {

  private static final int WAITING_CONNECTIONS = 256;

  private LoopbackHttp() {}

  /// A server that is bound and not started yet.
  ///
  /// @param port 0 for any free one
  /// @throws IOException when the port is taken
  public static HttpServer bind(int port) throws IOException {
    // The server reads these once, before its first use. Without the first, each answer waits some
    // 40 ms for an acknowledgement; the second cuts a client that takes too long (seconds) to send
    // its request. The third lets a function's error carry its cause for X-Ray (LIFE-041).
    setUnlessGiven("sun.net.httpserver.nodelay", "true");
    setUnlessGiven("sun.net.httpserver.maxReqTime", "60");
    setUnlessGiven("sun.net.httpserver.maxReqHeaderSize", "2097152");
    InetAddress loopback = InetAddress.getByAddress("localhost", new byte[] {127, 0, 0, 1});
    HttpServer server =
        HttpServer.create(new InetSocketAddress(loopback, port), WAITING_CONNECTIONS);
    server.setExecutor(
        Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("http-" + server.getAddress().getPort() + "-", 0).factory()));
    return server;
  }

  private static void setUnlessGiven(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }
}
