package dev.sluice.processor.quakes;

/// Says which part of a feature or of its file is not as it has to be.
public final class MalformedFeatureException extends RuntimeException {

  public MalformedFeatureException(String message) {
    super(message);
  }

  public MalformedFeatureException(String message, Throwable cause) {
    super(message, cause);
  }
}
