package dev.sluice.ingest.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;

final class AwsClientsTest {

  /// The term of a node's leases.
  private static final Duration TERM = Duration.ofSeconds(8);

  @Test
  void give_up_on_the_lease_table_before_the_term_of_a_nodes_leases_has_run_out()
      throws IOException {
    try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        var leases =
            AwsClients.leases("us-east-1")
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .endpointOverride(URI.create("http://127.0.0.1:" + silent.getLocalPort()))
                .build()) {
      Instant asked = Instant.now();

      assertThatThrownBy(leases::listTables).isInstanceOf(SdkClientException.class);

      assertThat(Duration.between(asked, Instant.now())).isLessThan(TERM);
    }
  }
}
