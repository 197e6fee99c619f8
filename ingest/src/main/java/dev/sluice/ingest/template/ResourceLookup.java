package dev.sluice.ingest.template;

import dev.sluice.ingest.identity.Arn;
import dev.sluice.ingest.template.TemplateSettings.Cloud;

/// Tells what of a resource is known only once it exists.
@FunctionalInterface
public interface ResourceLookup {

  /// The URL of a queue.
  ///
  /// @throws UnknownResourceException when there is none, or it cannot be told
  String queueUrl(Arn queue);

  /// URLs as AWS forms them, without asking anyone. Enough to check a template and to learn which
  /// resources it needs.
  static ResourceLookup byConvention(Cloud cloud) {
    String suffix = cloud.partition().equals("aws-cn") ? "amazonaws.com.cn" : "amazonaws.com";
    return queue ->
        "https://sqs." + queue.region() + "." + suffix + "/" + queue.account() + "/" + queue.name();
  }

  /// A resource that a template refers to was not found.
  final class UnknownResourceException extends RuntimeException {

    /// @param message a predicate of the place that refers to it
    public UnknownResourceException(String message) {
      super(message);
    }
  }
}
