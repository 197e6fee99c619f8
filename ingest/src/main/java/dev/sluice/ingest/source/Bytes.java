package dev.sluice.ingest.source;

import java.util.Arrays;

/// Bytes that nobody changes: whoever makes one gives the array away, whoever reads [#array()]
/// leaves it as it is. Equal by content.
///
/// @param array the bytes
@SuppressWarnings(
    "ArrayRecordComponent") // Equality is by content, below; copies would cost per record.
public record Bytes(byte[] array) {

  public int length() {
    return array.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes bytes && Arrays.equals(array, bytes.array);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(array);
  }

  @Override
  public String toString() {
    return array.length + " bytes";
  }
}
