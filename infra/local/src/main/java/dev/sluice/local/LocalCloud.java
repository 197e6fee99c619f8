package dev.sluice.local;

import dev.sluice.local.server.LocalServer;
import java.net.URI;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/// AWS on loopback: the services asked for, started together and gone together. Nothing is kept, on
/// disk or elsewhere, once it is closed or its process has died. Safe for use by several threads.
///
/// ```java
/// try (var cloud = LocalCloud.start(Service.SQS, Service.DYNAMODB)) {
///   cloud.sqs().createQueue(r -> r.queueName("orders"));
/// }
/// ```
///
/// A process started with [#environment()] reaches it through unmodified AWS SDK clients.
public final class LocalCloud implements AutoCloseable {

  /// The account all ARNs of the local cloud name.
  public static final String ACCOUNT = "000000000000";

  /// The region all ARNs of the local cloud name.
  public static final String REGION = "us-east-1";

  static final String ACCESS_KEY = "local";
  static final String SECRET_KEY = "local-secret";

  private final Map<Service, LocalServer> servers;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final LocalClients clients = new LocalClients(this::endpoint);

  private LocalCloud(Map<Service, LocalServer> servers) {
    this.servers = servers;
  }

  /// Starts `services` on free ports and returns when all answer.
  public static LocalCloud start(Service... services) {
    return start(
        services.length == 0
            ? EnumSet.noneOf(Service.class)
            : EnumSet.copyOf(Arrays.asList(services)));
  }

  /// Starts `services` on free ports and returns when all answer.
  public static LocalCloud start(Set<Service> services) {
    return start(services, Map.of());
  }

  /// Starts `services` and returns when all answer. A service listens on its port in `ports`; on a
  /// free one where that is 0 or absent. When one cannot start, none is left running.
  public static LocalCloud start(Set<Service> services, Map<Service, Integer> ports) {
    if (services.isEmpty()) {
      throw new IllegalArgumentException("A local cloud needs at least one service");
    }
    return new LocalCloud(ServerStart.all(services, ports));
  }

  /// The services that run.
  public Set<Service> services() {
    return Collections.unmodifiableSet(servers.keySet());
  }

  /// Where `service` listens: `http://127.0.0.1:PORT`.
  public URI endpoint(Service service) {
    var server = servers.get(service);
    if (server == null) {
      throw new IllegalStateException(
          "This local cloud has no "
              + service
              + ", only "
              + servers.keySet()
              + ": name it when starting the cloud");
    }
    return server.endpoint();
  }

  /// The environment variables by which any AWS SDK in another process uses this cloud: addresses
  /// of the services that run, credentials and region.
  public Map<String, String> environment() {
    var variables = new TreeMap<String, String>();
    servers.forEach(
        (s, server) -> variables.put(s.endpointVariable(), server.endpoint().toString()));
    variables.put("AWS_ACCESS_KEY_ID", ACCESS_KEY);
    variables.put("AWS_SECRET_ACCESS_KEY", SECRET_KEY);
    variables.put("AWS_REGION", REGION);
    variables.put("AWS_DEFAULT_REGION", REGION);
    return Collections.unmodifiableMap(variables);
  }

  /// A client of this cloud's SQS; closed with the cloud.
  public SqsClient sqs() {
    return clients.client(Service.SQS, SqsClient.class, SqsClient.builder());
  }

  /// A client of this cloud's SNS; closed with the cloud.
  public SnsClient sns() {
    return clients.client(Service.SNS, SnsClient.class, SnsClient.builder());
  }

  /// A client of this cloud's S3; closed with the cloud.
  public S3Client s3() {
    return clients.client(Service.S3, S3Client.class, S3Client.builder());
  }

  /// A client of this cloud's Kinesis; closed with the cloud.
  public KinesisClient kinesis() {
    return clients.client(Service.KINESIS, KinesisClient.class, KinesisClient.builder());
  }

  /// A client of this cloud's DynamoDB; closed with the cloud.
  public DynamoDbClient dynamoDb() {
    return clients.client(Service.DYNAMODB, DynamoDbClient.class, DynamoDbClient.builder());
  }

  /// Stops all services and closes the clients handed out. Does nothing the second time.
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    clients.close();
    ServerStart.closeAll(servers.values());
  }
}
