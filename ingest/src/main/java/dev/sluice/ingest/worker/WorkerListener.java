package dev.sluice.ingest.worker;

import dev.sluice.ingest.identity.FunctionName;
import dev.sluice.ingest.identity.RequestId;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Hears what becomes of execution environments and invocations. Called from many threads.
public interface WorkerListener {

  /// An environment asked for its first invocation.
  void environmentStarted(EnvironmentStarted event);

  /// An environment is gone.
  void environmentEnded(EnvironmentEnded event);

  /// An invocation ended.
  void invocationFinished(InvocationFinished event);

  /// @param init how long its Init phase took
  record EnvironmentStarted(FunctionName function, EnvironmentId environment, Duration init) {}

  /// @param reason why it ended
  record EnvironmentEnded(FunctionName function, EnvironmentId environment, EndReason reason) {}

  /// @param duration of the Invoke phase
  /// @param init duration of the Init phase before it; null for a warm start (LIFE-002) and when
  ///   init ran again inside the invocation (LIFE-021)
  record InvocationFinished(
      FunctionName function,
      EnvironmentId environment,
      RequestId request,
      InvocationEnd end,
      Duration duration,
      @Nullable Duration init) {}

  /// How an invocation ended, for counting.
  enum InvocationEnd {
    SUCCEEDED,
    FUNCTION_ERROR,
    TIMED_OUT
  }

  /// Why an environment ended.
  enum EndReason {
    /// Nobody needed it for the idle time, or before its credentials ended.
    IDLE,
    /// Its invocation or its second init passed the function's timeout.
    TIMEOUT,
    /// Its process exited, by itself or because of a fatal error.
    EXIT,
    /// Its Init phase failed or passed the limit (LIFE-003).
    INIT_FAILURE,
    /// Its invocation was ended by whoever had asked for it.
    CALLED_OFF,
    /// The node stops, or whoever waited for it was told to stop.
    STOPPING
  }

  /// Hears nothing.
  WorkerListener NONE =
      new WorkerListener() {
        @Override
        public void environmentStarted(EnvironmentStarted event) {}

        @Override
        public void environmentEnded(EnvironmentEnded event) {}

        @Override
        public void invocationFinished(InvocationFinished event) {}
      };
}
