package dev.sluice.local.server;

import java.net.URI;

/// A running server of the local cloud. It listens on loopback and keeps nothing once closed.
public interface LocalServer extends AutoCloseable {

  /// Where clients reach it: `http://127.0.0.1:PORT`.
  URI endpoint();

  /// Stops it. What it held is gone. Does nothing the second time.
  @Override
  void close();

  /// The address of a port on loopback, as clients are told it.
  static URI loopback(int port) {
    return URI.create("http://127.0.0.1:" + port);
  }
}
