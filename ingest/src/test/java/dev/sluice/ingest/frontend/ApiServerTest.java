package dev.sluice.ingest.frontend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ApiServerTest {

  private ApiServer server;

  @BeforeEach
  void start() throws IOException {
    server = ApiServer.bind(0);
    server.mount(
        "/fault",
        _ -> {
          throw new IllegalStateException("intentional");
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(Duration.ZERO);
  }

  @Test
  void answers_requests_that_name_it() throws IOException {
    assertThat(get("/health", "Host: 127.0.0.1:" + server.port())).startsWith("HTTP/1.1 200");
    assertThat(get("/health", "Host: LOCALHOST:" + server.port())).startsWith("HTTP/1.1 200");
  }

  @Test
  void refuses_requests_under_a_foreign_name() throws IOException {
    assertThat(get("/health", "Host: evil.example:" + server.port())).startsWith("HTTP/1.1 403");
    assertThat(get("/health", "Host: 127.0.0.1:1")).startsWith("HTTP/1.1 403");
    assertThat(get("/health", "Host: 127.0.0.1")).startsWith("HTTP/1.1 403");
  }

  @Test
  void refuses_requests_from_web_pages() throws IOException {
    String host = "Host: 127.0.0.1:" + server.port();

    assertThat(get("/health", host + "\r\nOrigin: http://127.0.0.1:" + server.port()))
        .startsWith("HTTP/1.1 403");
  }

  @Test
  void answers_500_and_lives_on_after_a_fault_of_its_own() throws IOException {
    String host = "Host: 127.0.0.1:" + server.port();

    assertThat(get("/fault", host)).startsWith("HTTP/1.1 500").doesNotContain("intentional");
    assertThat(get("/health", host)).startsWith("HTTP/1.1 200");
  }

  private String get(String path, String headers) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      String request = "GET " + path + " HTTP/1.1\r\n" + headers + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
