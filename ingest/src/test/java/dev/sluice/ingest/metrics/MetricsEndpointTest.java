package dev.sluice.ingest.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.sluice.ingest.batch.BatchLimits;
import dev.sluice.ingest.identity.Arn;
import dev.sluice.ingest.identity.EventSourceMappingId;
import dev.sluice.ingest.identity.FunctionName;
import dev.sluice.ingest.mapping.QueueMapping;
import dev.sluice.ingest.worker.LoopbackHttp;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MetricsEndpointTest {

  private static final QueueMapping MAPPING =
      new QueueMapping(
          new EventSourceMappingId(UUID.fromString("00000000-0000-3000-8000-000000000001")),
          "Reviews",
          new FunctionName("review"),
          Arn.parse("arn:aws:sqs:us-east-1:000000000000:reviews"),
          true,
          BatchLimits.ofCount(10),
          true);

  private final MetricsListener metrics = new MetricsListener(List.of(MAPPING), List.of());
  private final HttpClient client = HttpClient.newHttpClient();

  private HttpServer server;

  @BeforeEach
  void startServer() throws IOException {
    server = LoopbackHttp.bind(0);
    server.createContext("/metrics", new MetricsEndpoint(metrics::snapshot));
    server.start();
  }

  @AfterEach
  void stopServer() {
    server.stop(0);
    client.close();
  }

  @Test
  void shows_prometheus_its_text_format() throws IOException, InterruptedException {
    metrics.polled(MAPPING, 3);

    HttpResponse<String> answer = send("GET", "/metrics");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type"))
        .contains("text/plain; version=0.0.4; charset=utf-8");
    assertThat(Exposition.read(answer.body()))
        .containsEntry(
            "sluice_polled_event_count_total{function=\"review\",mapping=\"Reviews\","
                + "uuid=\"00000000-0000-3000-8000-000000000001\"}",
            3.0);
  }

  @Test
  void shows_programs_json_with_the_same_keys_for_every_source()
      throws IOException, InterruptedException {
    metrics.polled(MAPPING, 3);
    metrics.invoked(MAPPING, 2);
    metrics.deleted(MAPPING, 1);

    HttpResponse<String> answer = send("GET", "/metrics.json");

    assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(answer.body())
        .contains(
            "{\"id\":\"00000000-0000-3000-8000-000000000001\",\"source\":\"sqs\",\"polled\":3,"
                + "\"invoked\":2,\"filteredOut\":0,\"failedInvoke\":0,\"dropped\":0,"
                + "\"onFailureDelivered\":0,\"deleted\":1}");
  }

  @Test
  void answers_nothing_else() throws IOException, InterruptedException {
    assertThat(send("GET", "/metrics/other").statusCode()).isEqualTo(404);
    assertThat(send("POST", "/metrics").statusCode()).isEqualTo(405);
    assertThat(send("HEAD", "/metrics").statusCode()).isEqualTo(200);
  }

  private HttpResponse<String> send(String method, String path)
      throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    return client.send(
        HttpRequest.newBuilder(uri).method(method, BodyPublishers.noBody()).build(),
        BodyHandlers.ofString());
  }
}
