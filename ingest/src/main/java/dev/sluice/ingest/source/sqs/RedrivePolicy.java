package dev.sluice.ingest.source.sqs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.ingest.identity.Arn;
import dev.sluice.ingest.source.QueueSettings;
import org.jspecify.annotations.Nullable;

/// Reads a queue's `RedrivePolicy` attribute, `{"deadLetterTargetArn":"...","maxReceiveCount":3}`;
/// the count may also be text.
final class RedrivePolicy {

  private static final JsonMapper JSON = new JsonMapper();

  private RedrivePolicy() {}

  /// Null when there is none, or none that can be read: polling goes on either way, the policy is
  /// the queue's own business.
  static QueueSettings.@Nullable Redrive read(@Nullable String policy) {
    if (policy == null || policy.isBlank()) {
      return null;
    }
    try {
      JsonNode root = JSON.readTree(policy);
      int count = root.path("maxReceiveCount").asInt(0);
      String target = root.path("deadLetterTargetArn").asText("");
      return count < 1 || target.isEmpty()
          ? null
          : new QueueSettings.Redrive(Arn.parse(target), count);
    } catch (JsonProcessingException | IllegalArgumentException unreadable) {
      return null;
    }
  }
}
