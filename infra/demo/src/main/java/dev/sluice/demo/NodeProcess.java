package dev.sluice.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The node as a process of its own, started as `sluice run` starts it. Used by one thread, except
/// that any thread may [#end()] it.
final class NodeProcess {

  private static final Duration READY = Duration.ofMinutes(3);
  private static final Duration STOP = Duration.ofSeconds(60);

  private final Path root;
  private final Path folder;
  private final Map<String, String> environment;

  /// Written under the lock, read without it by [#end()].
  private volatile @Nullable Process process;

  private int port;
  private boolean acceptDefects;

  /// @param root of the repository
  /// @param folder for the log and the ready file
  /// @param environment of the local cloud
  NodeProcess(Path root, Path folder, Map<String, String> environment) {
    this.root = root;
    this.folder = folder;
    this.environment = Map.copyOf(environment);
  }

  Path log() {
    return folder.resolve("node.log");
  }

  /// Where the node answers the Invoke API and shows its metrics.
  URI address() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /// Starts the node and waits until it is ready.
  synchronized void start(boolean withDefectsAccepted) throws InterruptedException {
    acceptDefects = withDefectsAccepted;
    Path ready = folder.resolve("node.ready");
    try {
      Files.deleteIfExists(ready);
      ProcessBuilder builder = new ProcessBuilder(command(ready)).directory(root.toFile());
      builder.environment().putAll(environment);
      builder.redirectErrorStream(true).redirectOutput(Redirect.appendTo(log().toFile()));
      Process started = builder.start();
      process = started;
      port = awaitReady(started, ready);
    } catch (IOException failed) {
      throw new UncheckedIOException("The node could not be started", failed);
    }
  }

  private List<String> command(Path ready) {
    List<String> command = new ArrayList<>(JavaCommand.of(root, "ingest"));
    command.addAll(
        List.of(
            "dev.sluice.ingest.app.Main",
            "run",
            root.resolve("infra/pipeline.yaml").toString(),
            "--stack-name",
            "demo",
            "--create-resources",
            "--port",
            Integer.toString(port),
            "--ready-file",
            ready.toString(),
            "--parameter",
            "AcceptDefects=" + acceptDefects));
    return command;
  }

  private int awaitReady(Process started, Path ready) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + READY.toNanos();
    while (!Files.exists(ready)) {
      if (started.waitFor(100, TimeUnit.MILLISECONDS) || System.nanoTime() > deadline) {
        throw new DemoFailure(
            "The node did not become ready within "
                + READY.toSeconds()
                + " s; its log is "
                + log());
      }
    }
    return Integer.parseInt(Files.readString(ready).strip());
  }

  /// Asks the node to stop and waits until its process is gone.
  synchronized void stop() throws InterruptedException {
    Process running = process;
    if (running == null) {
      return;
    }
    running.destroy();
    if (!running.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
      running.destroyForcibly().waitFor();
      throw new DemoFailure(
          "The node did not stop within "
              + STOP.toSeconds()
              + " s of SIGTERM; its log is "
              + log());
    }
    process = null;
  }

  /// Kills the node without warning and starts it again with the same settings.
  synchronized void killAndStartAgain() throws InterruptedException {
    Process running = process;
    if (running != null) {
      running.destroyForcibly().waitFor();
    }
    start(acceptDefects);
  }

  /// Ends the process whatever happens, in order if it can; for the demo's own end, by Ctrl-C too.
  /// Takes no lock, since the demo may be interrupted while it starts the node.
  void end() {
    Process running = process;
    if (running == null) {
      return;
    }
    running.destroy();
    try {
      if (!running.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
        running.destroyForcibly();
      }
    } catch (InterruptedException told) {
      running.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /// Whether the process has ended by itself.
  synchronized boolean isGone() {
    Process running = process;
    return running != null && !running.isAlive();
  }
}
