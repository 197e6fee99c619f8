package dev.sluice.ingest.provision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ingest.template.ResourceToCreate;
import dev.sluice.ingest.template.ResourceToCreate.Stream;
import dev.sluice.ingest.template.ResourceToCreate.Topic;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ProvisionerTest {

  private static final Endpoint LOCAL = new Endpoint("SNS", URI.create("http://127.0.0.1:4566"));

  private final List<ResourceToCreate> made = new ArrayList<>();

  private ResourceMaker answering(Map<String, Making> answers) {
    return resource -> {
      made.add(resource);
      return answers.getOrDefault(resource.name(), new Making.Created());
    };
  }

  @Test
  void makes_everything_in_the_order_given() throws InterruptedException {
    List<ResourceToCreate> resources = List.of(new Topic("b"), new Stream("a", 1));
    var provisioner = new Provisioner(List.of(LOCAL), answering(Map.of("b", new Making.Kept())));

    assertThat(provisioner.provision(resources))
        .isEqualTo(new Provisioning.Ready(List.of("stream a")));
    assertThat(made).isEqualTo(resources);
  }

  @Test
  void reports_all_that_differs_or_failed_and_goes_on() throws InterruptedException {
    var provisioner =
        new Provisioner(
            List.of(LOCAL),
            answering(
                Map.of(
                    "a", new Making.Differs(List.of("ShardCount is 2, not 1")),
                    "b", new Making.Failed("no room"))));

    var outcome =
        provisioner.provision(List.of(new Stream("a", 1), new Topic("b"), new Topic("c")));

    assertThat(outcome)
        .isEqualTo(
            new Provisioning.Incomplete(
                List.of(
                    "The stream a exists with other settings and was left as it is: ShardCount is"
                        + " 2, not 1. Remove it, or change the template.",
                    "The topic b could not be made: no room")));
    assertThat(made).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://sqs.eu-central-1.amazonaws.com",
        "http://10.0.0.1:4566",
        "http://127.0.0.1.example.org",
        "http://0.0.0.0:4566",
        "http://localhost.example.org"
      })
  void does_nothing_when_one_endpoint_is_elsewhere(String address) throws InterruptedException {
    var elsewhere = new Endpoint("SQS", URI.create(address));
    var provisioner = new Provisioner(List.of(LOCAL, elsewhere), answering(Map.of()));

    assertThat(provisioner.provision(List.of(new Topic("a"))))
        .isEqualTo(new Provisioning.NotLocal(List.of(elsewhere)));
    assertThat(made).isEmpty();
  }

  @Test
  void does_nothing_when_one_client_asks_aws() throws InterruptedException {
    var aws = new Endpoint("S3", null);
    var provisioner = new Provisioner(List.of(LOCAL, aws), answering(Map.of()));

    assertThat(provisioner.provision(List.of(new Topic("a"))))
        .isEqualTo(new Provisioning.NotLocal(List.of(aws)));
    assertThat(made).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://127.0.0.1:1", "http://localhost:1", "http://[::1]:1"})
  void knows_this_machine(String address) {
    assertThat(new Endpoint("SQS", URI.create(address)).isLoopback()).isTrue();
  }
}
