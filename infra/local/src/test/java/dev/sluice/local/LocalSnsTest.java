package dev.sluice.local;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.InvalidParameterException;
import software.amazon.awssdk.services.sqs.SqsClient;

final class LocalSnsTest extends SnsContract {

  private LocalCloud cloud;

  @BeforeAll
  void start() {
    cloud = LocalCloud.start(Service.SQS, Service.SNS);
  }

  @AfterAll
  void stop() {
    cloud.close();
  }

  @Override
  SnsClient snsClient() {
    return cloud.sns();
  }

  @Override
  SqsClient sqsClient() {
    return cloud.sqs();
  }

  @Test
  void a_filter_policy_is_refused_by_name() {
    assertThatThrownBy(
            () ->
                sns()
                    .subscribe(
                        r ->
                            r.topicArn(topic())
                                .protocol("sqs")
                                .endpoint(queueArn())
                                .attributes(Map.of("FilterPolicy", "{\"a\":[\"b\"]}"))))
        .isInstanceOf(InvalidParameterException.class)
        .hasMessageContaining("FilterPolicy");
  }

  @Test
  void what_the_local_cloud_lacks_is_refused_by_name() {
    assertThatThrownBy(
            () ->
                sns()
                    .subscribe(
                        r -> r.topicArn(topic()).protocol("https").endpoint("https://localhost")))
        .isInstanceOf(InvalidParameterException.class)
        .hasMessageContaining("https");
    assertThatThrownBy(
            () -> sns().createTopic(r -> r.name("t.fifo").attributes(Map.of("FifoTopic", "true"))))
        .isInstanceOf(InvalidParameterException.class)
        .hasMessageContaining("FIFO");
  }
}
