package dev.sluice.ingest.source;

import java.math.BigInteger;

/// The position of a record in its shard: a decimal number of up to 129 digits, compared as a
/// number (KIN-069).
///
/// @param value not negative
public record SequenceNumber(BigInteger value) implements Comparable<SequenceNumber> {

  public SequenceNumber {
    if (value.signum() < 0) {
      throw new IllegalArgumentException("a sequence number is not negative");
    }
  }

  /// @throws NumberFormatException when the text is not a decimal number
  public static SequenceNumber parse(String text) {
    return new SequenceNumber(new BigInteger(text));
  }

  @Override
  public int compareTo(SequenceNumber other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
