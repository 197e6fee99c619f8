package dev.sluice.ingest.batch;

/// A size in bytes.
///
/// @param bytes not negative
public record ByteSize(long bytes) {

  /// The largest synchronous payload Lambda takes (INV-007).
  public static final ByteSize SYNCHRONOUS_PAYLOAD = new ByteSize(6_291_556);

  public ByteSize {
    if (bytes < 0) {
      throw new IllegalArgumentException("a size is not negative, found " + bytes);
    }
  }
}
