package dev.sluice.ingest.worker;

import dev.sluice.ingest.invoke.LogTail;
import dev.sluice.ingest.time.Timekeeper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/// One process that runs one invocation of one function at a time (LIFE-002), with the port it asks
/// for work and the log it writes.
final class ExecutionEnvironment {

  private final FunctionConfiguration function;
  private final EnvironmentId id;
  private final LaunchCredentials credentials;
  private final RuntimeMailbox mailbox;
  private final RuntimeApi api;
  private final Process process;
  private final EnvironmentLog log;
  private final LogPump pump;
  private final Duration launched;

  private ExecutionEnvironment(
      Beginning beginning, RuntimeMailbox mailbox, RuntimeApi api, Process process) {
    this.function = beginning.function();
    this.id = beginning.id();
    this.credentials = beginning.credentials();
    this.mailbox = mailbox;
    this.api = api;
    this.process = process;
    Timekeeper time = beginning.time();
    this.launched = time.monotonic();
    this.log = new EnvironmentLog(function.name(), id, beginning.log(), time);
    this.pump = new LogPump(process.getInputStream(), log, time);
  }

  /// What an environment is made from.
  record Beginning(
      FunctionConfiguration function,
      EnvironmentId id,
      LaunchCredentials credentials,
      FunctionLog log,
      Timekeeper time) {}

  /// Starts the process and what watches it.
  ///
  /// @throws IOException when there can be no process or no port
  static ExecutionEnvironment start(Beginning beginning, EnvironmentLauncher launcher)
      throws IOException {
    RuntimeMailbox mailbox = new RuntimeMailbox(beginning.time());
    RuntimeApi api = new RuntimeApi(mailbox);
    try {
      Process process = launcher.launch(beginning, api.port());
      ExecutionEnvironment environment = new ExecutionEnvironment(beginning, mailbox, api, process);
      Thread.ofVirtual().name("log-" + beginning.id()).start(environment::pumpLog);
      Thread.ofVirtual().name("exit-" + beginning.id()).start(environment::awaitExit);
      return environment;
    } catch (IOException | RuntimeException failure) {
      api.close();
      throw failure;
    }
  }

  FunctionConfiguration function() {
    return function;
  }

  EnvironmentId id() {
    return id;
  }

  /// Whether its credentials are too old for another invocation.
  boolean isStale(Instant now) {
    return credentials.isStale(now);
  }

  EnvironmentState state() {
    return mailbox.state();
  }

  RuntimeMailbox mailbox() {
    return mailbox;
  }

  EnvironmentLog log() {
    return log;
  }

  /// When its process was started, on the monotonic clock.
  Duration launched() {
    return launched;
  }

  /// The log of the invocation in hand, with everything that was written before its answer.
  LogTail tail() {
    return log.tail();
  }

  /// Moves what the process wrote so far into the log.
  void drainLog() {
    pump.drain();
    log.finishLine();
  }

  /// The most memory that was resident at any time, in MB; 0 where the system does not tell.
  long maxMemoryUsed() {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    try (Stream<String> lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024)
          .findFirst()
          .orElse(0);
    } catch (IOException | RuntimeException gone) {
      return 0;
    }
  }

  /// Ends the process and whatever it has started; false when it was ended before.
  boolean end() {
    boolean first = mailbox.end();
    drainLog();
    List<ProcessHandle> descendants = process.descendants().toList();
    process.destroyForcibly();
    descendants.forEach(ProcessHandle::destroyForcibly);
    api.close();
    return first;
  }

  private void pumpLog() {
    try {
      pump.runWhile(process::isAlive);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void awaitExit() {
    try {
      int status = process.waitFor();
      drainLog();
      mailbox.exited(status);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
