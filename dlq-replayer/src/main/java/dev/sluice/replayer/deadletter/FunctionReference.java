package dev.sluice.replayer.deadletter;

import dev.sluice.ingest.identity.Arn;
import org.jspecify.annotations.Nullable;

/// A function as a failure record names it (DLQ-045).
///
/// @param arn without a qualifier
/// @param qualifier version or alias, such as `$LATEST`; null when the record names none
public record FunctionReference(Arn arn, @Nullable String qualifier) {

  /// Reads `arn:PARTITION:lambda:REGION:ACCOUNT:function:NAME[:QUALIFIER]`.
  ///
  /// @throws IllegalArgumentException when the text is not the ARN of a function
  public static FunctionReference parse(String text) {
    Arn arn = Arn.parse(text);
    String[] parts = arn.resource().split(":", -1);
    boolean function = arn.service().equals("lambda") && parts[0].equals("function");
    if (!function || parts.length < 2 || parts.length > 3) {
      throw new IllegalArgumentException("expected the ARN of a function, found " + text);
    }
    for (String part : parts) {
      if (part.isEmpty()) {
        throw new IllegalArgumentException("expected the ARN of a function, found " + text);
      }
    }
    Arn unqualified =
        new Arn(
            arn.partition(), arn.service(), arn.region(), arn.account(), "function:" + parts[1]);
    return new FunctionReference(unqualified, parts.length == 3 ? parts[2] : null);
  }

  public String name() {
    return arn.name();
  }

  /// The name and, where there is one, the qualifier after a colon.
  @Override
  public String toString() {
    return qualifier == null ? name() : name() + ":" + qualifier;
  }
}
