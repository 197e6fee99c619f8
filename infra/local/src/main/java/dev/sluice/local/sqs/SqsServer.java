package dev.sluice.local.sqs;

import com.typesafe.config.ConfigFactory;
import dev.sluice.local.server.LocalServer;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.ActorSystem;
import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;
import org.slf4j.LoggerFactory;
import scala.concurrent.Await;
import scala.concurrent.duration.FiniteDuration;

/// SQS, by ElasticMQ in memory in this process, on loopback.
public final class SqsServer implements LocalServer {

  private static final FiniteDuration LIMIT = FiniteDuration.create(30, TimeUnit.SECONDS);

  private final ActorSystem actors;
  private final SQSRestServer server;
  private final URI endpoint;

  private SqsServer(ActorSystem actors, SQSRestServer server, int port) {
    this.actors = actors;
    this.server = server;
    this.endpoint = LocalServer.loopback(port);
  }

  /// Starts it on `port`, 0 for a free one, and returns once it serves.
  public static SqsServer start(int port, String region, String account) {
    quieten("org.elasticmq");
    quieten("org.apache.pekko");
    var actors = ActorSystem.create("local-sqs", configuration());
    var started = false;
    try {
      var server =
          SQSRestServerBuilder.withActorSystem(actors)
              .withInterface("127.0.0.1")
              .withDynamicPort()
              .withPort(port)
              .withAWSRegion(region)
              .withAWSAccountId(account)
              .start();
      var bound = server.waitUntilStarted().localAddress().getPort();
      started = true;
      return new SqsServer(actors, server, bound);
    } finally {
      // Not a catch: what Scala throws may be anything.
      if (!started) {
        actors.terminate();
      }
    }
  }

  private static com.typesafe.config.Config configuration() {
    return ConfigFactory.parseMap(
            Map.of(
                "pekko.loglevel", "WARNING",
                "pekko.stdout-loglevel", "OFF",
                "pekko.http.server.idle-timeout", "180 s",
                "pekko.daemonic", "on",
                "pekko.jvm-shutdown-hooks", "off",
                "pekko.coordinated-shutdown.run-by-jvm-shutdown-hook", "off"))
        .withFallback(ConfigFactory.load(SqsServer.class.getClassLoader()));
  }

  /// Where logback is used and nobody has said otherwise, only warnings are shown: at their default
  /// level both write a line for every message.
  private static void quieten(String name) {
    if (LoggerFactory.getLogger(name) instanceof ch.qos.logback.classic.Logger logger
        && logger.getLevel() == null) {
      logger.setLevel(ch.qos.logback.classic.Level.WARN);
    }
  }

  @Override
  public URI endpoint() {
    return endpoint;
  }

  @Override
  public void close() {
    server.stopAndWait();
    try {
      Await.ready(actors.terminate(), LIMIT);
    } catch (TimeoutException e) {
      throw new IllegalStateException("The local SQS server did not stop within " + LIMIT, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
