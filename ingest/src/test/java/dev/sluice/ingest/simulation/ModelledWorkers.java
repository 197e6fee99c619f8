package dev.sluice.ingest.simulation;

import dev.sluice.ingest.identity.FunctionName;
import dev.sluice.ingest.identity.RequestId;
import dev.sluice.ingest.invoke.InvocationOutcome;
import dev.sluice.ingest.invoke.InvocationRequest;
import dev.sluice.ingest.invoke.ThrottleReason;
import dev.sluice.ingest.worker.FunctionConfiguration;
import dev.sluice.ingest.worker.Workers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// The workers of one machine: modelled functions that run in virtual time and end with it.
final class ModelledWorkers implements Workers {

  private static final Duration USUAL_START = Duration.ofMillis(200);
  private static final Duration SLOW_START = Duration.ofSeconds(5);

  private final ModelledFunctions functions;
  private final Machine machine;
  private final Predicate<FunctionName> reports;
  private final Map<FunctionName, Integer> warm = new HashMap<>();

  /// Only threads of one world touch these, one at a time.
  private final List<Run> runs = new ArrayList<>();

  private boolean stopping;

  /// @param reports which functions answer with batch item failures: those of which the mappings of
  ///   this machine read them
  ModelledWorkers(ModelledFunctions functions, Machine machine, Predicate<FunctionName> reports) {
    this.functions = functions;
    this.machine = machine;
    this.reports = reports;
  }

  @Override
  public void start() {}

  @Override
  public InvocationOutcome invoke(FunctionConfiguration function, InvocationRequest request)
      throws InterruptedException {
    machine.mustRunHere();
    if (stopping) {
      return new InvocationOutcome.Unavailable("the workers are stopping");
    }
    var event = FunctionEvent.read(request.payload(), request.requestId());
    if (functions.mishaps().happens(Mishap.NO_ENVIRONMENT)) {
      functions.watcher().refused(machine, event);
      return new InvocationOutcome.Unavailable("no environment could be started");
    }
    if (functions.mishaps().happens(Mishap.WORKERS_THROTTLED)) {
      functions.watcher().refused(machine, event);
      return new InvocationOutcome.Throttled(ThrottleReason.ConcurrentInvocationLimitExceeded);
    }
    var run =
        new Run(
            functions,
            machine,
            function.name(),
            request.requestId(),
            event,
            function.timeout(),
            reports.test(function.name()));
    runs.add(run);
    functions.world().at(startOf(function.name()), run::begin);
    try {
      InvocationOutcome outcome = run.await();
      if (outcome instanceof InvocationOutcome.Succeeded) {
        warm.merge(function.name(), 1, Integer::sum);
      }
      return outcome;
    } finally {
      run.cut("the caller was told to stop");
      runs.remove(run);
    }
  }

  private Duration startOf(FunctionName function) {
    int idle = warm.getOrDefault(function, 0);
    if (idle > 0) {
      warm.put(function, idle - 1);
      return Duration.ZERO;
    }
    Duration most = functions.mishaps().happens(Mishap.SLOW_START) ? SLOW_START : USUAL_START;
    return Duration.ofNanos(functions.world().random().nextLong(most.toNanos()));
  }

  @Override
  public void end(RequestId request) {
    for (Run run : List.copyOf(runs)) {
      if (run.request().equals(request)) {
        run.cut("the invocation was ended");
      }
    }
  }

  @Override
  public void stop(Duration atMost) throws InterruptedException {
    stopping = true;
    Duration end = machine.time().monotonic().plus(atMost);
    while (!runs.isEmpty() && end.compareTo(machine.time().monotonic()) > 0) {
      machine.time().pause(Duration.ofMillis(50));
    }
    for (Run run : List.copyOf(runs)) {
      run.cut("the node stops");
    }
  }
}
