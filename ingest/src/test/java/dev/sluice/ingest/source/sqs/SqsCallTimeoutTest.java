package dev.sluice.ingest.source.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.sluice.ingest.source.EntryResult;
import dev.sluice.ingest.source.QueueMessage;
import dev.sluice.ingest.source.SettingsRead;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;

/// Calls to a queue that takes requests and never answers.
class SqsCallTimeoutTest {

  private static final List<QueueMessage> ONE =
      List.of(new QueueMessage("m1", "handle", "body", "md5", Map.of(), Map.of(), null));

  private final CountDownLatch end = new CountDownLatch(1);
  private HttpServer server;
  private SqsClient client;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(task -> Thread.ofVirtual().start(task));
    server.createContext(
        "/",
        _ -> {
          try {
            end.await();
          } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
          }
        });
    server.start();
    client =
        SqsQueueSource.clientBuilder(10)
            .endpointOverride(URI.create("http://127.0.0.1:" + server.getAddress().getPort()))
            .region(Region.US_EAST_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("id", "secret")))
            .build();
  }

  @AfterEach
  void stop() {
    end.countDown();
    client.close();
    server.stop(0);
  }

  @Test
  @Timeout(30)
  void gives_up_all_but_receives_within_seconds() throws InterruptedException, ExecutionException {
    var source =
        new SqsQueueSource(client, "http://127.0.0.1:" + server.getAddress().getPort() + "/q");

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var deleted = threads.submit(() -> source.delete(ONE));
      var extended = threads.submit(() -> source.extend(ONE, Duration.ofSeconds(30)));
      var settings = threads.submit(source::settings);

      assertThat(deleted.get()).singleElement().isInstanceOf(EntryResult.Failed.class);
      assertThat(extended.get()).singleElement().isInstanceOf(EntryResult.Failed.class);
      assertThat(settings.get()).isInstanceOf(SettingsRead.Unavailable.class);
    }
  }
}
