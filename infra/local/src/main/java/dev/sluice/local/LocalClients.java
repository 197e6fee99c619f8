package dev.sluice.local;

import java.net.URI;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;

/// The cloud's own SDK clients, one per service, made when first asked for and closed together.
/// Safe for use by several threads.
final class LocalClients implements AutoCloseable {

  private static final int CONNECTIONS = 200;

  private final Function<Service, URI> endpoints;

  /// Guarded by itself.
  private final Map<Service, SdkClient> clients = new EnumMap<>(Service.class);

  LocalClients(Function<Service, URI> endpoints) {
    this.endpoints = endpoints;
  }

  /// The client of `service`, built from `builder` when there is none yet.
  <C extends SdkClient, B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>> C client(
      Service service, Class<C> type, B builder) {
    synchronized (clients) {
      return type.cast(clients.computeIfAbsent(service, s -> build(s, builder)));
    }
  }

  private <C extends SdkClient, B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>>
      C build(Service service, B builder) {
    return builder
        .endpointOverride(endpoints.apply(service))
        .region(Region.of(LocalCloud.REGION))
        .credentialsProvider(
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(LocalCloud.ACCESS_KEY, LocalCloud.SECRET_KEY)))
        .httpClientBuilder(Apache5HttpClient.builder().maxConnections(CONNECTIONS))
        .build();
  }

  @Override
  public void close() {
    synchronized (clients) {
      clients.values().forEach(SdkClient::close);
      clients.clear();
    }
  }
}
