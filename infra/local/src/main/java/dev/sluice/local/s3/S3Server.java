package dev.sluice.local.s3;

import dev.sluice.local.delivery.QueueSender;
import dev.sluice.local.delivery.TopicSender;
import dev.sluice.local.server.LocalServer;
import dev.sluice.local.server.LoopbackHttp;
import java.net.URI;
import java.time.InstantSource;
import java.util.Optional;

/// S3 on loopback: our front before a server that keeps the objects.
public final class S3Server implements LocalServer {

  private final LocalServer store;
  private final Backend backend;
  private final Notifier notifier;
  private final LoopbackHttp http;

  private S3Server(LocalServer store, Backend backend, Notifier notifier, LoopbackHttp http) {
    this.store = store;
    this.backend = backend;
    this.notifier = notifier;
    this.http = http;
  }

  /// Starts the front on `port`, 0 for a free one, before `store`, which is closed with it. `sqs`
  /// and `sns` are where notifications go.
  public static S3Server start(
      int port,
      String region,
      LocalServer store,
      Optional<URI> sqs,
      Optional<URI> sns,
      InstantSource time) {
    var backend = new Backend(store.endpoint());
    var notifier =
        new Notifier(
            sqs.map(endpoint -> new QueueSender(endpoint, region)),
            sns.map(endpoint -> new TopicSender(endpoint, region)),
            region,
            time);
    var front = new S3Front(backend, notifier, new ObjectChanges(backend, notifier, time));
    return new S3Server(store, backend, notifier, LoopbackHttp.start(port, front::handle));
  }

  @Override
  public URI endpoint() {
    return http.endpoint();
  }

  @Override
  public void close() {
    http.close();
    backend.close();
    notifier.close();
    store.close();
  }
}
