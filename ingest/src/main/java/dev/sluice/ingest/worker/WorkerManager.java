package dev.sluice.ingest.worker;

import dev.sluice.ingest.identity.RequestId;
import dev.sluice.ingest.invoke.InvocationOutcome;
import dev.sluice.ingest.invoke.InvocationRequest;
import dev.sluice.ingest.lifecycle.Loop;
import dev.sluice.ingest.lifecycle.StopSignal;
import dev.sluice.ingest.lifecycle.Turn;
import dev.sluice.ingest.time.Timekeeper;
import dev.sluice.ingest.worker.WorkerListener.EndReason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs functions in execution environments: reuses the one used last, starts one when none is
/// idle, ends those that nobody needs or that a function has ruined. How many may run at once is
/// not its business but the counting service's.
public final class WorkerManager implements Workers {

  private static final Logger LOG = LoggerFactory.getLogger(WorkerManager.class);

  private static final Duration SWEEP = Duration.ofSeconds(1);

  private final WorkerSettings settings;
  private final Observers observers;
  private final Timekeeper time;
  private final RandomGenerator random;
  private final EnvironmentPool pool;
  private final Set<Invocation> running = ConcurrentHashMap.newKeySet();
  private final StopSignal stop = new StopSignal();

  // Written once by start().
  private volatile @Nullable Started started;

  /// Who hears from the workers.
  public record Observers(FunctionLog log, WorkerListener listener) {}

  private record Started(Path scratch, EnvironmentLauncher launcher) {}

  /// @param random shared by all threads
  public WorkerManager(
      WorkerSettings settings, Observers observers, Timekeeper time, RandomGenerator random) {
    this.settings = settings;
    this.observers = observers;
    this.time = time;
    this.random = random;
    this.pool = new EnvironmentPool(settings.startsAtOnce(), time);
  }

  @Override
  public void start() {
    try {
      Path scratch = Files.createTempDirectory("sluice-worker-");
      RuntimeClient client = RuntimeClient.unpack(scratch);
      started = new Started(scratch, new EnvironmentLauncher(settings, client, scratch, time));
    } catch (IOException failure) {
      throw new UncheckedIOException("Execution environments cannot be prepared", failure);
    }
    new Loop("environment-sweep", this::sweep, stop, time, random).start();
  }

  @Override
  public InvocationOutcome invoke(FunctionConfiguration function, InvocationRequest request)
      throws InterruptedException {
    Started ready = started;
    if (ready == null) {
      return new InvocationOutcome.Unavailable("The worker manager has not been started");
    }
    Invocation invocation = new Invocation(this, function, request, time, random);
    running.add(invocation);
    try {
      return switch (pool.take(function.name(), request.requestId())) {
        case EnvironmentPool.Place.Warm(ExecutionEnvironment environment) ->
            invocation.runWarm(environment);
        case EnvironmentPool.Place.MayStart() -> invocation.runCold();
        case EnvironmentPool.Place.Stopped() -> stopping();
      };
    } finally {
      running.remove(invocation);
    }
  }

  @Override
  public void end(RequestId request) {
    running.stream().filter(invocation -> invocation.isOf(request)).forEach(Invocation::end);
  }

  @Override
  public void stop(Duration atMost) throws InterruptedException {
    stop.raise();
    try {
      for (ExecutionEnvironment environment : pool.stop(atMost)) {
        end(environment, EndReason.STOPPING);
      }
    } finally {
      Started ready = started;
      if (ready != null) {
        removeFolder(ready.scratch());
      }
    }
  }

  WorkerSettings settings() {
    return settings;
  }

  WorkerListener listener() {
    return observers.listener();
  }

  EnvironmentPool pool() {
    return pool;
  }

  static InvocationOutcome.Unavailable stopping() {
    return new InvocationOutcome.Unavailable("The node is stopping");
  }

  /// Starts an environment; the caller holds the right to.
  ///
  /// @throws IOException when there can be no process, or no credentials for it
  ExecutionEnvironment startEnvironment(FunctionConfiguration function) throws IOException {
    Started ready = started;
    if (ready == null) {
      throw new IOException("The worker manager has not been started");
    }
    var beginning =
        new ExecutionEnvironment.Beginning(
            function,
            EnvironmentId.fresh(random),
            settings.credentials().current(),
            observers.log(),
            time);
    ExecutionEnvironment environment = ExecutionEnvironment.start(beginning, ready.launcher());
    if (!pool.add(environment)) {
      environment.end();
      throw new IOException("The node is stopping");
    }
    return environment;
  }

  /// Ends an environment, once.
  void end(ExecutionEnvironment environment, EndReason reason) {
    if (pool.forget(environment)) {
      finish(environment, reason);
    }
  }

  private void finish(ExecutionEnvironment environment, EndReason reason) {
    environment.end();
    LOG.atDebug()
        .addKeyValue("function", environment.function().name())
        .addKeyValue("environment", environment.id())
        .addKeyValue("reason", reason)
        .log("An execution environment ended");
    observers
        .listener()
        .environmentEnded(
            new WorkerListener.EnvironmentEnded(
                environment.function().name(), environment.id(), reason));
  }

  private Turn sweep() {
    for (ExecutionEnvironment unused : pool.takeUnused(settings.idleTime())) {
      boolean exited = unused.state() instanceof EnvironmentState.Ended;
      finish(unused, exited ? EndReason.EXIT : EndReason.IDLE);
    }
    return new Turn.Rest(SWEEP);
  }

  private static void removeFolder(Path folder) {
    try (Stream<Path> walk = Files.walk(folder)) {
      List<Path> inside = walk.sorted(Comparator.reverseOrder()).toList();
      for (Path path : inside) {
        Files.deleteIfExists(path);
      }
    } catch (IOException | UncheckedIOException e) {
      LOG.atDebug().addKeyValue("folder", folder).log("A temporary folder stayed behind");
    }
  }
}
