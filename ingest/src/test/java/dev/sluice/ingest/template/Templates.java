package dev.sluice.ingest.template;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ingest.template.TemplateSettings.Cloud;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// Templates for tests, written as little as possible.
final class Templates {

  static final Path FOLDER = Path.of("/templates");

  static final TemplateSettings SETTINGS = settings(Map.of());

  private Templates() {}

  static TemplateSettings settings(Map<String, String> parameters) {
    return new TemplateSettings(
        "quakes",
        Cloud.of("eu-central-1", "123456789012"),
        parameters,
        1_000,
        Instant.parse("2026-11-20T00:00:00Z"));
  }

  static Resolution resolve(String text, TemplateSettings settings) {
    return Template.of(text, FOLDER)
        .resolve(settings, ResourceLookup.byConvention(settings.cloud()));
  }

  static ResolvedTemplate resolved(String text) {
    return switch (resolve(text, SETTINGS)) {
      case Resolution.Resolved(var template) -> template;
      case Resolution.Refused(var problems) -> throw new AssertionError(sentences(problems));
    };
  }

  /// The problems of a template, as sentences.
  static List<String> problems(String text) {
    return switch (resolve(text, SETTINGS)) {
      case Resolution.Resolved(var template) -> throw new AssertionError("resolved to " + template);
      case Resolution.Refused(var problems) -> sentences(problems);
    };
  }

  private static List<String> sentences(List<TemplateProblem> problems) {
    return problems.stream().map(TemplateProblem::sentence).toList();
  }

  /// A function with one event of `type`, beside a queue (visibility 60 s), a stream, a topic, a
  /// bucket and a queue for failures.
  static String withEvent(String type, String... properties) {
    return """
    Resources:
      Orders: {Type: AWS::SQS::Queue, Properties: {VisibilityTimeout: 60}}
      Failures: {Type: AWS::SQS::Queue}
      Clicks: {Type: AWS::Kinesis::Stream, Properties: {ShardCount: 1}}
      News: {Type: AWS::SNS::Topic}
      Uploads: {Type: AWS::S3::Bucket}
      Worker:
        Type: AWS::Serverless::Function
        Properties:
          Handler: a.B
          Runtime: java25
          CodeUri: worker.jar
          Timeout: 60
          Events:
            Source:
              Type: %s
              Properties:
    """
            .formatted(type)
        + indented("            ", properties);
  }

  static String queueEvent(String... properties) {
    return withEvent("SQS", with("Queue: !GetAtt Orders.Arn", properties));
  }

  static String streamEvent(String... properties) {
    return withEvent("Kinesis", with("Stream: !GetAtt Clicks.Arn", properties));
  }

  /// A function with further properties.
  static String function(String... properties) {
    return """
    Resources:
      Failures: {Type: AWS::SQS::Queue}
      Worker:
        Type: AWS::Serverless::Function
        Properties:
          Handler: a.B
          Runtime: java25
          CodeUri: worker.jar
    """
        + indented("      ", properties);
  }

  /// A resource alone.
  static String resource(String type, String... properties) {
    return "Resources:\n  Thing:\n    Type: "
        + type
        + "\n    Properties:\n"
        + indented("      ", properties);
  }

  private static String indented(String indent, String... lines) {
    var text = new StringBuilder();
    for (String line : lines) {
      text.append(indent).append(line).append('\n');
    }
    return text.toString();
  }

  private static String[] with(String first, String... rest) {
    var all = new String[rest.length + 1];
    all[0] = first;
    System.arraycopy(rest, 0, all, 1, rest.length);
    return all;
  }

  static void assertProblem(String text, String sentence) {
    assertThat(problems(text)).containsExactly(sentence);
  }
}
