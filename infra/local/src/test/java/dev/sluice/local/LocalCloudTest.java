package dev.sluice.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.EnumSet;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class LocalCloudTest {

  @Test
  void its_environment_names_only_what_runs() {
    try (var cloud = LocalCloud.start(Service.KINESIS)) {
      assertThat(cloud.environment())
          .containsEntry("AWS_ENDPOINT_URL_KINESIS", cloud.endpoint(Service.KINESIS).toString())
          .containsEntry("AWS_REGION", "us-east-1")
          .containsOnlyKeys(
              "AWS_ENDPOINT_URL_KINESIS",
              "AWS_ACCESS_KEY_ID",
              "AWS_SECRET_ACCESS_KEY",
              "AWS_REGION",
              "AWS_DEFAULT_REGION");
      assertThatThrownBy(cloud::sqs)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("no SQS, only [KINESIS]");
    }
  }

  @Test
  void a_service_listens_on_the_port_it_is_given() throws IOException {
    var port = freePort();

    try (var cloud =
        LocalCloud.start(EnumSet.of(Service.KINESIS, Service.SNS), Map.of(Service.KINESIS, port))) {
      assertThat(cloud.endpoint(Service.KINESIS)).hasPort(port);
      assertThat(cloud.endpoint(Service.SNS).getPort()).isNotEqualTo(port);
    }
  }

  @Test
  void when_one_cannot_start_none_is_left() throws IOException {
    var free = freePort();
    try (var taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      var ports = Map.of(Service.KINESIS, free, Service.SNS, taken.getLocalPort());

      assertThatThrownBy(() -> LocalCloud.start(ports.keySet(), ports))
          .hasMessageContaining("Port " + taken.getLocalPort());
    }
    assertThatThrownBy(() -> new Socket(InetAddress.ofLiteral("127.0.0.1"), free).close())
        .isInstanceOf(IOException.class);
  }

  @Test
  void closing_it_twice_is_closing_it_once() {
    var cloud = LocalCloud.start(Service.SQS, Service.KINESIS);
    var endpoint = cloud.endpoint(Service.KINESIS);

    cloud.close();
    cloud.close();

    assertThatThrownBy(
            () -> new Socket(InetAddress.ofLiteral("127.0.0.1"), endpoint.getPort()).close())
        .isInstanceOf(IOException.class);
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }
}
