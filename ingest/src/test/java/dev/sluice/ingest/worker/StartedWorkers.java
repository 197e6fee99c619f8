package dev.sluice.ingest.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ingest.identity.FunctionName;
import dev.sluice.ingest.invoke.InvocationOutcome;
import dev.sluice.ingest.time.Timekeeper;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// A started worker manager whose log and events tests can look at. Closing it ends its processes.
public final class StartedWorkers implements AutoCloseable, WorkerListener {

  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final List<Object> events = new CopyOnWriteArrayList<>();
  private final WorkerManager manager;

  StartedWorkers(Duration idleTime, Duration initLimit) {
    this(
        idleTime,
        initLimit,
        () ->
            new LaunchCredentials(
                Map.of("AWS_ACCESS_KEY_ID", "key", "AWS_SECRET_ACCESS_KEY", "secret"), null));
  }

  StartedWorkers(Duration idleTime, Duration initLimit, LaunchCredentials.Source credentials) {
    var settings =
        new WorkerSettings(
            "eu-central-1",
            credentials,
            Map.of("AWS_ENDPOINT_URL_SQS", "http://127.0.0.1:1", "COLOUR", "red"),
            idleTime,
            initLimit,
            2);
    var observers =
        new WorkerManager.Observers((function, id, line) -> lines.add(function + " " + line), this);
    manager = new WorkerManager(settings, observers, Timekeeper.system(), new SecureRandom());
    manager.start();
  }

  /// As on Lambda, but with an Init limit that a busy machine keeps.
  public static StartedWorkers standard() {
    return new StartedWorkers(Duration.ofMinutes(10), Duration.ofSeconds(60));
  }

  public WorkerManager manager() {
    return manager;
  }

  InvocationOutcome invoke(FunctionConfiguration function, String event)
      throws InterruptedException {
    return manager.invoke(function, Functions.request(function, event));
  }

  /// The log of one function so far.
  List<String> log(FunctionConfiguration function) {
    String prefix = function.name() + " ";
    return lines.stream()
        .filter(line -> line.startsWith(prefix))
        .map(line -> line.substring(prefix.length()))
        .toList();
  }

  long started(FunctionName function) {
    return events.stream()
        .filter(event -> event instanceof EnvironmentStarted e && e.function().equals(function))
        .count();
  }

  /// Why environments of a function ended, in order.
  List<EndReason> ended(FunctionName function) {
    return events.stream()
        .filter(event -> event instanceof EnvironmentEnded e && e.function().equals(function))
        .map(event -> ((EnvironmentEnded) event).reason())
        .toList();
  }

  public List<InvocationFinished> finished(FunctionName function) {
    return events.stream()
        .filter(event -> event instanceof InvocationFinished e && e.function().equals(function))
        .map(InvocationFinished.class::cast)
        .toList();
  }

  static boolean isGone(long pid) {
    return ProcessHandle.of(pid).map(process -> !process.isAlive()).orElse(true);
  }

  static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("deadline for: " + what).isLessThan(deadline);
      LockSupport.parkNanos(5_000_000);
    }
  }

  @Override
  public void environmentStarted(EnvironmentStarted event) {
    events.add(event);
  }

  @Override
  public void environmentEnded(EnvironmentEnded event) {
    events.add(event);
  }

  @Override
  public void invocationFinished(InvocationFinished event) {
    events.add(event);
  }

  @Override
  public void close() {
    try {
      manager.stop(Duration.ZERO);
    } catch (InterruptedException told) {
      Thread.currentThread().interrupt();
    }
  }
}
