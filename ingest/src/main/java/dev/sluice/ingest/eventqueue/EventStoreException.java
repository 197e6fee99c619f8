package dev.sluice.ingest.eventqueue;

/// The inbox could not be read; nothing was changed and the next turn may try again.
public final class EventStoreException extends RuntimeException {

  private static final long serialVersionUID = 1;

  public EventStoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
