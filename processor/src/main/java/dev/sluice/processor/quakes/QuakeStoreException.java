package dev.sluice.processor.quakes;

/// Says why a quake could not be stored. It is not known to be stored, and may be handed over
/// again.
public final class QuakeStoreException extends RuntimeException {

  QuakeStoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
