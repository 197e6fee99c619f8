package dev.sluice.ingest.worker;

import dev.sluice.ingest.identity.RequestId;
import dev.sluice.ingest.invoke.InvocationOutcome;
import dev.sluice.ingest.invoke.InvocationRequest;
import dev.sluice.ingest.invoke.Payload;
import dev.sluice.ingest.invoke.TraceHeader;
import dev.sluice.ingest.time.Timekeeper;
import dev.sluice.ingest.worker.RuntimeMailbox.Readiness;
import dev.sluice.ingest.worker.RuntimeMailbox.RunEnd;
import dev.sluice.ingest.worker.WorkerListener.EndReason;
import dev.sluice.ingest.worker.WorkerListener.EnvironmentStarted;
import dev.sluice.ingest.worker.WorkerListener.InvocationEnd;
import dev.sluice.ingest.worker.WorkerListener.InvocationFinished;
import java.io.IOException;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// One invocation from the choice of its environment to its outcome. Used by one thread; others may
/// end it.
///
/// A cold one has its Init phase first, with a limit of its own; when that fails or takes too long
/// the environment is given up and Init runs again in another, now inside the function's timeout
/// (LIFE-003, LIFE-021).
final class Invocation {

  private final WorkerManager manager;
  private final FunctionConfiguration function;
  private final InvocationRequest request;
  private final Timekeeper time;
  private final RandomGenerator random;

  /// Written by whoever ends it.
  private volatile boolean ended;

  /// Where it is, or was last. Written by its own thread.
  private volatile @Nullable ExecutionEnvironment inside;

  Invocation(
      WorkerManager manager,
      FunctionConfiguration function,
      InvocationRequest request,
      Timekeeper time,
      RandomGenerator random) {
    this.manager = manager;
    this.function = function;
    this.request = request;
    this.time = time;
    this.random = random;
  }

  boolean isOf(RequestId id) {
    return request.requestId().equals(id);
  }

  /// Ends it wherever it is. By any thread.
  void end() {
    ended = true; // before the look: who enters an environment writes first and looks then
    ExecutionEnvironment environment = inside;
    if (environment != null && environment.mailbox().end(request.requestId())) {
      manager.end(environment, EndReason.CALLED_OFF);
    }
  }

  private void enter(ExecutionEnvironment environment) {
    inside = environment;
    if (ended) {
      end();
    }
  }

  /// Runs in an environment that was reserved for this request.
  InvocationOutcome runWarm(ExecutionEnvironment environment) throws InterruptedException {
    enter(environment);
    begin(environment);
    return run(environment, time.monotonic(), null);
  }

  /// Runs in a new environment; the caller was given the right to start one.
  InvocationOutcome runCold() throws InterruptedException {
    ExecutionEnvironment environment;
    Readiness readiness;
    try {
      environment = manager.startEnvironment(function);
      enter(environment);
      environment.log().platformLine(PlatformLines.initStart(manager.settings().region()));
      readiness = await(environment, manager.settings().initLimit());
    } catch (IOException failure) {
      return unavailable(failure);
    } finally {
      manager.pool().startEnded();
    }
    Duration init = time.monotonic().minus(environment.launched());
    if (readiness instanceof Readiness.Ready) {
      manager
          .listener()
          .environmentStarted(new EnvironmentStarted(function.name(), environment.id(), init));
      if (!environment.mailbox().reserve(request.requestId())) {
        return initAgain(); // It exited the moment it was ready.
      }
      begin(environment);
      return run(environment, time.monotonic(), init);
    }
    if (readiness instanceof Readiness.Stopped) {
      return stopped();
    }
    environment.drainLog();
    String status =
        readiness instanceof Readiness.TooSlow
            ? "timeout"
            : "error\tError Type: " + ErrorBodies.EXIT_TYPE;
    environment.log().platformLine(PlatformLines.initReport(init, status));
    manager.end(environment, EndReason.INIT_FAILURE);
    return initAgain();
  }

  private InvocationOutcome initAgain() throws InterruptedException {
    if (ended || !manager.pool().awaitStart()) {
      return stopped();
    }
    StartPermit permit = new StartPermit(manager.pool());
    try {
      ExecutionEnvironment environment = manager.startEnvironment(function);
      enter(environment);
      Duration begun = environment.launched();
      begin(environment);
      Duration limit = manager.settings().initLimit();
      Duration first = limit.compareTo(function.timeout()) < 0 ? limit : function.timeout();
      Readiness readiness = await(environment, first);
      permit.giveBack(); // A slow init must not keep other functions from starting.
      if (readiness instanceof Readiness.TooSlow && left(begun).isPositive()) {
        readiness = await(environment, left(begun));
      }
      return switch (readiness) {
        case Readiness.Ready() when environment.mailbox().reserve(request.requestId()) -> {
          manager
              .listener()
              .environmentStarted(
                  new EnvironmentStarted(
                      function.name(), environment.id(), time.monotonic().minus(begun)));
          yield run(environment, begun, null);
        }
        case Readiness.Ready()
            when await(environment, Duration.ZERO) instanceof Readiness.Stopped ->
            stopped();
        case Readiness.Ready() -> exited(environment, begun, 1);
        case Readiness.Stopped() -> stopped();
        case Readiness.InitFailed(Payload error) ->
            failed(environment, new Ending(begun, null, EndReason.INIT_FAILURE), error);
        case Readiness.Exited(int status) -> exited(environment, begun, status);
        case Readiness.TooSlow() -> timedOut(environment, begun, null);
      };
    } catch (IOException failure) {
      return unavailable(failure);
    } finally {
      permit.giveBack();
    }
  }

  private InvocationOutcome run(
      ExecutionEnvironment environment, Duration begun, @Nullable Duration init)
      throws InterruptedException {
    Duration left = left(begun);
    Work work =
        new Work(
            request.requestId(),
            request.payload(),
            time.now().plus(left),
            function.arn(),
            TraceHeader.of(request.traceHeader(), time.now(), random),
            request.clientContext());
    RunEnd end;
    try {
      end = environment.mailbox().run(work, left);
    } catch (InterruptedException told) {
      manager.end(environment, EndReason.STOPPING);
      throw told;
    }
    return switch (end) {
      case RunEnd.Answered(Answer answer, boolean ready) ->
          answered(environment, new Ending(begun, init, ready ? null : EndReason.EXIT), answer);
      case RunEnd.Exited(int status) ->
          failed(
              environment,
              new Ending(begun, init, EndReason.EXIT),
              ErrorBodies.exited(request.requestId(), status));
      case RunEnd.TooSlow() -> timedOut(environment, begun, init);
      // No failure of the function: whoever asked has it run elsewhere, and no attempt is spent.
      case RunEnd.Stopped() -> stopped();
    };
  }

  /// @param begun on the monotonic clock
  /// @param init null unless Init ran before this invocation
  /// @param ruined why the environment cannot be used again; null when it can
  private record Ending(Duration begun, @Nullable Duration init, @Nullable EndReason ruined) {}

  private InvocationOutcome answered(
      ExecutionEnvironment environment, Ending ending, Answer answer) {
    return switch (answer) {
      case Answer.Returned(Payload body) -> {
        report(environment, ending, InvocationEnd.SUCCEEDED);
        var outcome = new InvocationOutcome.Succeeded(body, environment.tail());
        close(environment, ending);
        yield outcome;
      }
      case Answer.Failed(Payload error) -> failed(environment, ending, error);
      case Answer.TooLarge() -> failed(environment, ending, ErrorBodies.tooLarge());
    };
  }

  private InvocationOutcome exited(ExecutionEnvironment environment, Duration begun, int status) {
    return failed(
        environment,
        new Ending(begun, null, EndReason.EXIT),
        ErrorBodies.exited(request.requestId(), status));
  }

  private InvocationOutcome failed(ExecutionEnvironment environment, Ending ending, Payload error) {
    report(environment, ending, InvocationEnd.FUNCTION_ERROR);
    var outcome = new InvocationOutcome.FunctionFailed(error, environment.tail());
    close(environment, ending);
    return outcome;
  }

  private InvocationOutcome timedOut(
      ExecutionEnvironment environment, Duration begun, @Nullable Duration init) {
    Ending ending = new Ending(begun, init, EndReason.TIMEOUT);
    report(environment, ending, InvocationEnd.TIMED_OUT);
    Payload error = ErrorBodies.timedOut(request.requestId(), function.timeout());
    var outcome = new InvocationOutcome.TimedOut(error, environment.tail());
    close(environment, ending);
    return outcome;
  }

  private void begin(ExecutionEnvironment environment) {
    environment.log().beginTail();
    environment.log().platformLine(PlatformLines.start(request.requestId()));
  }

  private void report(ExecutionEnvironment environment, Ending ending, InvocationEnd end) {
    Duration duration = time.monotonic().minus(ending.begun());
    RequestId id = request.requestId();
    environment.drainLog();
    environment.log().platformLine(PlatformLines.end(id));
    var memory = new PlatformLines.Memory(function.memorySize(), environment.maxMemoryUsed());
    String status =
        switch (end) {
          case SUCCEEDED -> null;
          case TIMED_OUT -> "timeout";
          case FUNCTION_ERROR -> ending.ruined() == EndReason.EXIT ? EXIT_STATUS : null;
        };
    environment
        .log()
        .platformLine(PlatformLines.report(id, duration, memory, ending.init(), status));
    manager
        .listener()
        .invocationFinished(
            new InvocationFinished(
                function.name(), environment.id(), id, end, duration, ending.init()));
  }

  private static final String EXIT_STATUS = "error\tError Type: " + ErrorBodies.EXIT_TYPE;

  private void close(ExecutionEnvironment environment, Ending ending) {
    if (ending.ruined() == null) {
      manager.pool().putBack(environment);
    } else {
      manager.end(environment, ending.ruined());
    }
  }

  private Readiness await(ExecutionEnvironment environment, Duration atMost)
      throws InterruptedException {
    try {
      return environment.mailbox().awaitReady(atMost);
    } catch (InterruptedException told) {
      manager.end(environment, EndReason.STOPPING);
      throw told;
    }
  }

  private Duration left(Duration begun) {
    return function.timeout().minus(time.monotonic().minus(begun));
  }

  private InvocationOutcome stopped() {
    return ended
        ? new InvocationOutcome.Unavailable("Ended by whoever had asked for it")
        : WorkerManager.stopping();
  }

  private static InvocationOutcome unavailable(IOException failure) {
    return new InvocationOutcome.Unavailable(
        "No execution environment could be started: " + failure.getMessage());
  }
}
