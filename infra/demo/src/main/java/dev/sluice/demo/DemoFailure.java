package dev.sluice.demo;

/// The demo cannot go on; the message is for the person who started it.
final class DemoFailure extends RuntimeException {

  DemoFailure(String message) {
    super(message);
  }
}
