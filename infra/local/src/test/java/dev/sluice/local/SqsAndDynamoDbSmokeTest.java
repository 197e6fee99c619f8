package dev.sluice.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SqsAndDynamoDbSmokeTest {

  private LocalCloud cloud;

  @BeforeAll
  void start() {
    cloud = LocalCloud.start(Service.SQS, Service.DYNAMODB);
  }

  @AfterAll
  void stop() {
    cloud.close();
  }

  @Test
  void queues_live_in_the_account_of_zeros_and_hand_out_what_was_sent() {
    var sqs = cloud.sqs();
    var url = sqs.createQueue(r -> r.queueName("orders")).queueUrl();
    sqs.sendMessage(r -> r.queueUrl(url).messageBody("hello"));

    var arn =
        sqs.getQueueAttributes(r -> r.queueUrl(url).attributeNames(QueueAttributeName.QUEUE_ARN))
            .attributes()
            .get(QueueAttributeName.QUEUE_ARN);
    var messages = sqs.receiveMessage(r -> r.queueUrl(url).waitTimeSeconds(5)).messages();

    assertThat(url).isEqualTo(cloud.endpoint(Service.SQS) + "/000000000000/orders");
    assertThat(arn).isEqualTo("arn:aws:sqs:us-east-1:000000000000:orders");
    assertThat(messages).singleElement().satisfies(m -> assertThat(m.body()).isEqualTo("hello"));
  }

  @Test
  void tables_honour_conditions() {
    var dynamoDb = cloud.dynamoDb();
    dynamoDb.createTable(
        r ->
            r.tableName("leases")
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(
                    AttributeDefinition.builder()
                        .attributeName("id")
                        .attributeType(ScalarAttributeType.S)
                        .build())
                .keySchema(
                    KeySchemaElement.builder().attributeName("id").keyType(KeyType.HASH).build()));
    var item = Map.of("id", AttributeValue.fromS("shard-1"));
    dynamoDb.putItem(r -> r.tableName("leases").item(item));

    assertThatThrownBy(
            () ->
                dynamoDb.putItem(
                    r ->
                        r.tableName("leases")
                            .item(item)
                            .conditionExpression("attribute_not_exists(id)")))
        .isInstanceOf(ConditionalCheckFailedException.class);
    assertThat(dynamoDb.describeTable(r -> r.tableName("leases")).table().tableArn())
        .endsWith(":000000000000:table/leases");
  }
}
