package dev.sluice.ingest.template;

import dev.sluice.ingest.identity.Arn;
import dev.sluice.ingest.template.TemplateSettings.Cloud;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The types of resources a node knows.
enum ResourceType {
  FUNCTION(
      "AWS::Serverless::Function", "FunctionName", "lambda", "function:", "[a-zA-Z0-9-_]{1,64}"),
  QUEUE("AWS::SQS::Queue", "QueueName", "sqs", "", "[a-zA-Z0-9-_]{1,80}"),
  STREAM("AWS::Kinesis::Stream", "Name", "kinesis", "stream/", "[a-zA-Z0-9_.-]{1,128}"),
  TOPIC("AWS::SNS::Topic", "TopicName", "sns", "", "[a-zA-Z0-9-_]{1,256}"),
  SUBSCRIPTION("AWS::SNS::Subscription", "", "sns", "", ".*"),
  TABLE("AWS::DynamoDB::Table", "TableName", "dynamodb", "table/", "[a-zA-Z0-9_.-]{3,255}"),
  BUCKET("AWS::S3::Bucket", "BucketName", "s3", "", "[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]"),
  ROLE("AWS::IAM::Role", "RoleName", "iam", "role/", "[a-zA-Z0-9+=,.@_-]{1,64}");

  /// Types that change what happens to a record and are not honoured; a name that ends in `::` is
  /// all of that service's.
  private static final List<String> REFUSED =
      List.of(
          "AWS::Lambda::",
          "AWS::Serverless::",
          "AWS::Events::",
          "AWS::Pipes::",
          "AWS::Scheduler::",
          "AWS::Kinesis::",
          "AWS::KinesisFirehose::",
          "AWS::CloudFormation::Macro",
          "AWS::CloudFormation::Stack",
          "AWS::SNS::",
          "AWS::SQS::",
          "AWS::DynamoDB::GlobalTable");

  /// Exceptions to the above: they say who may do what, not what happens to a record.
  private static final List<String> LEFT_ALONE =
      List.of(
          "AWS::Lambda::Permission",
          "AWS::Lambda::Url",
          "AWS::Lambda::CodeSigningConfig",
          "AWS::Kinesis::ResourcePolicy",
          "AWS::Events::EventBusPolicy",
          "AWS::SNS::TopicPolicy",
          "AWS::SNS::TopicInlinePolicy",
          "AWS::SQS::QueuePolicy",
          "AWS::SQS::QueueInlinePolicy");

  private final String typeName;
  private final String nameProperty;
  private final String service;
  private final String resourcePrefix;
  private final Pattern names;

  ResourceType(
      String typeName, String nameProperty, String service, String resourcePrefix, String names) {
    this.typeName = typeName;
    this.nameProperty = nameProperty;
    this.service = service;
    this.resourcePrefix = resourcePrefix;
    this.names = Pattern.compile(names);
  }

  String typeName() {
    return typeName;
  }

  /// The property that holds the physical name; empty when there is none.
  String nameProperty() {
    return nameProperty;
  }

  /// What physical names look like.
  Pattern names() {
    return names;
  }

  /// The type called `typeName`; null when it is none of these.
  static @Nullable ResourceType of(String typeName) {
    return Arrays.stream(values())
        .filter(type -> type.typeName.equals(typeName))
        .findFirst()
        .orElse(null);
  }

  /// Whether resources of a type not known here must not be passed over.
  static boolean isRefused(String typeName) {
    return !LEFT_ALONE.contains(typeName)
        && REFUSED.stream()
            .anyMatch(
                refused ->
                    refused.endsWith("::")
                        ? typeName.startsWith(refused)
                        : typeName.equals(refused));
  }

  static List<String> typeNames() {
    return Arrays.stream(values()).map(ResourceType::typeName).toList();
  }

  /// The name CloudFormation would begin with; it adds a random end, which nobody else could know.
  String defaultName(String stackName, String logicalId) {
    String name = stackName + "-" + logicalId;
    return this == BUCKET ? name.toLowerCase(Locale.ROOT) : name;
  }

  Arn arn(Cloud cloud, String name) {
    String region = this == BUCKET || this == ROLE ? "" : cloud.region();
    String account = this == BUCKET ? "" : cloud.account();
    return new Arn(cloud.partition(), service, region, account, resourcePrefix + name);
  }
}
