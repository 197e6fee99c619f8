package dev.sluice.local;

import dev.sluice.local.child.ChildServer;
import dev.sluice.local.kinesis.KinesisServer;
import dev.sluice.local.s3.S3Server;
import dev.sluice.local.server.LocalServer;
import dev.sluice.local.sns.SnsServer;
import dev.sluice.local.sqs.SqsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/// Starts servers side by side, all or none.
final class ServerStart {

  private ServerStart() {}

  /// The servers of `services`, all of them ready.
  static Map<Service, LocalServer> all(Set<Service> services, Map<Service, Integer> ports) {
    ports.forEach(ServerStart::requireFree);
    var servers = new EnumMap<Service, LocalServer>(Service.class);
    try {
      servers.putAll(independent(services, ports));
      if (services.contains(Service.SNS)) {
        servers.put(Service.SNS, sns(ports.getOrDefault(Service.SNS, 0), servers));
      }
      if (services.contains(Service.S3)) {
        servers.put(Service.S3, s3(ports.getOrDefault(Service.S3, 0), servers));
      }
      return servers;
    } catch (RuntimeException e) {
      closeAll(servers.values());
      throw e;
    }
  }

  /// Asked before anything starts, since what the servers themselves say of a taken port is hard to
  /// read.
  private static void requireFree(Service service, int port) {
    try {
      new ServerSocket(port, 1, InetAddress.ofLiteral("127.0.0.1")).close();
    } catch (IOException e) {
      throw new IllegalStateException(
          "Port "
              + port
              + ", given for "
              + service
              + ", cannot be listened on ("
              + e.getMessage()
              + "): give another, or 0 for a free one",
          e);
    }
  }

  /// Those that need no other; they take seconds, so they start side by side.
  private static Map<Service, LocalServer> independent(
      Set<Service> services, Map<Service, Integer> ports) {
    var servers = new EnumMap<Service, LocalServer>(Service.class);
    RuntimeException failure = null;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var starting = new EnumMap<Service, Future<LocalServer>>(Service.class);
      for (var service : services) {
        var port = ports.getOrDefault(service, 0);
        starter(service, port).ifPresent(start -> starting.put(service, threads.submit(start)));
      }
      for (var start : starting.entrySet()) {
        try {
          servers.put(start.getKey(), start.getValue().get());
        } catch (ExecutionException e) {
          var reason = start.getValue().exceptionNow().getMessage();
          failure = joined(failure, new IllegalStateException(reason, e));
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          failure = joined(failure, new IllegalStateException("Interrupted while starting", e));
        }
      }
    }
    if (failure != null) {
      closeAll(servers.values());
      throw failure;
    }
    return servers;
  }

  private static Optional<Callable<LocalServer>> starter(Service service, int port) {
    return switch (service) {
      case SQS -> Optional.of(() -> SqsServer.start(port, LocalCloud.REGION, LocalCloud.ACCOUNT));
      case DYNAMODB -> Optional.of(() -> ChildServer.dynamoDb(port));
      case KINESIS ->
          Optional.of(
              () ->
                  KinesisServer.start(
                      port, LocalCloud.REGION, LocalCloud.ACCOUNT, InstantSource.system()));
      case S3 -> Optional.of(() -> ChildServer.s3(0)); // The front, which is last, has the port.
      case SNS -> Optional.empty();
    };
  }

  private static LocalServer sns(int port, Map<Service, LocalServer> running) {
    return SnsServer.start(
        port,
        LocalCloud.REGION,
        LocalCloud.ACCOUNT,
        endpoint(Service.SQS, running),
        InstantSource.system());
  }

  private static LocalServer s3(int port, Map<Service, LocalServer> running) {
    return S3Server.start(
        port,
        LocalCloud.REGION,
        Objects.requireNonNull(running.get(Service.S3)),
        endpoint(Service.SQS, running),
        endpoint(Service.SNS, running),
        InstantSource.system());
  }

  private static Optional<URI> endpoint(Service service, Map<Service, LocalServer> running) {
    return Optional.ofNullable(running.get(service)).map(LocalServer::endpoint);
  }

  private static RuntimeException joined(
      @Nullable RuntimeException first, RuntimeException second) {
    if (first == null) {
      return second;
    }
    first.addSuppressed(second);
    return first;
  }

  /// Closes all of them, side by side, whatever becomes of one.
  static void closeAll(Collection<LocalServer> servers) {
    var closing = new ArrayList<Thread>();
    for (var server : servers) {
      closing.add(Thread.ofVirtual().start(server::close));
    }
    for (var thread : closing) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
