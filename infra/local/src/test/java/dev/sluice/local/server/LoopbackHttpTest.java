package dev.sluice.local.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class LoopbackHttpTest {

  private static HttpResponse<String> ask(HttpHandler handler)
      throws IOException, InterruptedException {
    try (var server = LoopbackHttp.start(0, handler);
        var client = HttpClient.newHttpClient()) {
      var request = HttpRequest.newBuilder(server.endpoint()).timeout(Duration.ofSeconds(60));
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
  }

  @Test
  void gives_the_answer_of_the_handler() throws IOException, InterruptedException {
    var answer =
        ask(exchange -> LoopbackHttp.answer(exchange, 418, "text/plain", "tea".getBytes(UTF_8)));

    assertThat(answer.statusCode()).isEqualTo(418);
    assertThat(answer.body()).isEqualTo("tea");
  }

  @Test
  void answers_500_when_the_handler_fails() throws IOException, InterruptedException {
    var answer =
        ask(
            _ -> {
              throw new IllegalStateException("thrown by the test");
            });

    assertThat(answer.statusCode()).isEqualTo(500);
  }
}
