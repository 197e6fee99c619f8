package dev.sluice.demo.process;

/// The run cannot go on; the message is for the person who started it.
public final class RunFailure extends RuntimeException {

  public RunFailure(String message) {
    super(message);
  }
}
