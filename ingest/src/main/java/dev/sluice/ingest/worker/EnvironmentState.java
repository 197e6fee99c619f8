package dev.sluice.ingest.worker;

import dev.sluice.ingest.identity.RequestId;
import java.time.Duration;

/// Where an execution environment stands in its life (LIFE-001).
///
/// ```
///  Starting --first next--> Idle --work handed over--> Running
///     |                      ^ |                         | |
///     |                      | |                         | |
///     |                      +-|----- answer, next ------+ |
///     v                        v                           v
///   Ended <--------------------+---------------------------+
/// ```
public sealed interface EnvironmentState {

  /// Its process was started and has not asked for work yet.
  record Starting() implements EnvironmentState {}

  /// It waits for work.
  ///
  /// @param since on the monotonic clock
  record Idle(Duration since) implements EnvironmentState {}

  /// It runs one invocation, and no other at the same time (LIFE-002).
  record Running(RequestId request) implements EnvironmentState {}

  /// Its process is gone or was told to go.
  record Ended() implements EnvironmentState {}
}
