package dev.sluice.ingest.invoke;

/// The end of an invocation's log, for `X-Amz-Log-Result` (INV-004).
///
/// @param text at most 4 KB
public record LogTail(String text) {

  /// No log was kept.
  public static final LogTail NONE = new LogTail("");
}
