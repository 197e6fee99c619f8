package dev.sluice.ingest.source;

import org.jspecify.annotations.Nullable;

/// A message attribute of SQS. Exactly one of the values is present.
///
/// @param dataType `String`, `Number`, `Binary` or a custom subtype such as `Number.int`
/// @param stringValue text; numbers keep their text (SQS-024)
/// @param base64Value bytes, base64 encoded
public record MessageAttribute(
    String dataType, @Nullable String stringValue, @Nullable String base64Value) {

  public MessageAttribute {
    if ((stringValue == null) == (base64Value == null)) {
      throw new IllegalArgumentException("an attribute has either text or bytes");
    }
  }
}
