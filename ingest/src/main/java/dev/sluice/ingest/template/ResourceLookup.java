package dev.sluice.ingest.template;

import dev.sluice.ingest.template.TemplateSettings.Cloud;

/// Tells what of a resource is known only once it exists.
@FunctionalInterface
public interface ResourceLookup {

  /// The URL of the queue with this name.
  ///
  /// @throws UnknownResourceException when there is none, or it cannot be told
  String queueUrl(String queueName);

  /// URLs as AWS forms them, without asking anyone. Enough to check a template and to learn which
  /// resources it needs.
  static ResourceLookup byConvention(Cloud cloud) {
    String suffix = cloud.partition().equals("aws-cn") ? "amazonaws.com.cn" : "amazonaws.com";
    return name ->
        "https://sqs." + cloud.region() + "." + suffix + "/" + cloud.account() + "/" + name;
  }

  /// A resource that a template refers to was not found.
  final class UnknownResourceException extends RuntimeException {

    /// @param message a predicate of the place that refers to it
    public UnknownResourceException(String message) {
      super(message);
    }
  }
}
