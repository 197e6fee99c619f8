package dev.sluice.ingest.simulation;

/// What can go wrong between a machine and a service.
enum FaultKind {
  /// The service refuses for the moment; nothing was done.
  THROTTLE,

  /// The request fails before it has an effect.
  FAILURE,

  /// The request has its effect, and its sender is told of an error.
  ERROR_AFTER_SUCCESS,

  /// The request has its effect twice.
  DUPLICATE,

  /// The request takes much longer than others.
  DELAY,

  /// The request has its effect after its sender has given up.
  LATE_EFFECT,

  /// Two requests of one machine to one service arrive in another order than they were sent.
  REORDER,

  /// The service cannot be reached for a while, by all or by one machine.
  OUTAGE,

  /// The request has its effect after its sender has crashed.
  ORPHAN
}
