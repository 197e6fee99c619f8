package dev.sluice.processor.quakes;

import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.dynamodb.model.RequestLimitExceededException;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;
import software.amazon.awssdk.services.dynamodb.model.TransactionInProgressException;

/// Why a write did not succeed: what to do next hangs on it. The quake is the first item of every
/// transaction, its counts follow.
sealed interface WriteRefusal {

  /// The stored quake is not the one the write was made for.
  ///
  /// @param stored the item as it stands; empty if the answer did not bring it
  record OtherVersion(Map<String, AttributeValue> stored) implements WriteRefusal {
    public OtherVersion {
      stored = Map.copyOf(stored);
    }
  }

  /// Nothing was written, and the same write may pass in a moment.
  record Momentary() implements WriteRefusal {}

  /// Whether it was written is not known.
  record Unanswered() implements WriteRefusal {}

  /// Trying again would change nothing.
  ///
  /// @param reason what to tell
  record Lasting(String reason) implements WriteRefusal {}

  /// Codes of a cancelled item after which the same transaction may pass.
  Set<String> MOMENTARY_CODES =
      Set.of(
          "TransactionConflict",
          "ThrottlingError",
          "ThrottlingException",
          "ProvisionedThroughputExceeded",
          "RequestLimitExceeded");

  /// Reads how a write ended that did not succeed.
  static WriteRefusal of(SdkException e) {
    return switch (e) {
      case TransactionCanceledException cancelled -> of(cancelled.cancellationReasons());
      case TransactionConflictException _,
          ProvisionedThroughputExceededException _,
          RequestLimitExceededException _ ->
          new Momentary();
      case TransactionInProgressException _ -> new Unanswered();
      case AwsServiceException answer when answer.isThrottlingException() -> new Momentary();
      case AwsServiceException answer when answer.statusCode() >= 500 -> new Unanswered();
      case AwsServiceException answer ->
          new Lasting("the table answered " + answer.getClass().getSimpleName());
      default -> new Unanswered();
    };
  }

  /// Only a failed condition on the quake speaks of another version. A conflict or a throttle on
  /// any item passes; a failed condition on a count (which has none) or an invalid item does not.
  private static WriteRefusal of(List<CancellationReason> reasons) {
    if (!reasons.isEmpty() && "ConditionalCheckFailed".equals(reasons.getFirst().code())) {
      return new OtherVersion(reasons.getFirst().hasItem() ? reasons.getFirst().item() : Map.of());
    }
    List<String> codes =
        reasons.stream()
            .map(CancellationReason::code)
            .filter(code -> code != null && !code.equals("None"))
            .toList();
    return !codes.isEmpty() && MOMENTARY_CODES.containsAll(codes)
        ? new Momentary()
        : new Lasting("the transaction was cancelled with " + codes);
  }
}
