package dev.sluice.ingest.lease;

/// The lease table did not answer, or not in time.
public final class StoreOutOfReachException extends RuntimeException {

  public StoreOutOfReachException(String message, Throwable cause) {
    super(message, cause);
  }
}
