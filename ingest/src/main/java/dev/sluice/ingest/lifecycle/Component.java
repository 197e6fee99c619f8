package dev.sluice.ingest.lifecycle;

import java.time.Duration;

/// A part of the node that is started once and stopped once.
public interface Component {

  /// Starts; returns when the component works or throws when it cannot.
  void start();

  /// Stops in order: take nothing new, settle what is in hand, give back what is held, close.
  /// Returns when done or when the time is over, whichever comes first.
  ///
  /// @param atMost how long settling may take
  void stop(Duration atMost) throws InterruptedException;
}
