package dev.sluice.demo.process;

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

/// A node as a process of its own, started as `sluice run` starts it. Used by one thread, except
/// that any thread may [#tell()] and [#end()] it.
public final class NodeProcess {

  private static final Duration READY = Duration.ofMinutes(3);
  private static final Duration STOP = Duration.ofSeconds(60);

  /// Where nodes run.
  ///
  /// @param root of the repository
  /// @param folder for logs and ready files
  /// @param environment of the local cloud
  public record Place(Path root, Path folder, Map<String, String> environment) {

    public Place {
      environment = Map.copyOf(environment);
    }
  }

  private final String name;
  private final Place place;
  private final List<String> arguments;

  /// Written by the one thread, read by any.
  private volatile @Nullable Process process;

  /// Whether nothing may run any more.
  private volatile boolean ended;

  /// 0 until the node has run for the first time; then it keeps its port.
  private int port;

  /// @param name of the log and for people
  /// @param arguments of `sluice run`: the template and its options
  public NodeProcess(String name, Place place, List<String> arguments) {
    this.name = name;
    this.place = place;
    this.arguments = List.copyOf(arguments);
  }

  /// As people call it, such as `node 2`.
  public String name() {
    return name;
  }

  public Path log() {
    return place.folder().resolve(fileName() + ".log");
  }

  private String fileName() {
    return name.replace(' ', '-');
  }

  /// Where the node answers the Invoke API and shows its metrics.
  public URI address() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /// The process id of the node that was started last.
  public long pid() {
    Process started = process;
    if (started == null) {
      throw new IllegalStateException(name + " was not started");
    }
    return started.pid();
  }

  /// Starts the node and waits until it is ready.
  public void start() throws InterruptedException {
    launch();
    awaitReady();
  }

  /// Starts the node, on its former port if it had one.
  public void launch() {
    try {
      Files.deleteIfExists(readyFile());
      ProcessBuilder builder = new ProcessBuilder(command()).directory(place.root().toFile());
      builder.environment().putAll(place.environment());
      builder.redirectErrorStream(true).redirectOutput(Redirect.appendTo(log().toFile()));
      Process started = builder.start();
      process = started;
      if (ended) { // while this was starting
        started.destroyForcibly();
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(name + " could not be started", failed);
    }
  }

  private Path readyFile() {
    return place.folder().resolve(fileName() + ".ready");
  }

  private List<String> command() {
    List<String> command = new ArrayList<>(JavaCommand.of(place.root(), "ingest"));
    command.addAll(List.of("dev.sluice.ingest.app.Main", "run"));
    command.addAll(arguments);
    command.addAll(List.of("--port", Integer.toString(port)));
    command.addAll(List.of("--ready-file", readyFile().toString()));
    return command;
  }

  /// Waits until the node that was launched says that it is ready.
  public void awaitReady() throws InterruptedException {
    Process started = process;
    long deadline = System.nanoTime() + READY.toNanos();
    while (started != null && !Files.exists(readyFile())) {
      if (started.waitFor(50, TimeUnit.MILLISECONDS) || System.nanoTime() > deadline) {
        throw new RunFailure(
            "%s did not become ready within %d s; its log is %s"
                .formatted(name, READY.toSeconds(), log()));
      }
    }
    try {
      port = Integer.parseInt(Files.readString(readyFile()).strip());
    } catch (IOException unreadable) {
      throw new UncheckedIOException("the port of " + name + " could not be read", unreadable);
    }
  }

  /// Asks the node to stop; it does so in its own time.
  public void tell() {
    Process running = process;
    if (running != null) {
      running.destroy();
    }
  }

  /// Waits until the process of a node that was told to stop is gone.
  public void awaitEnd() throws InterruptedException {
    Process running = process;
    if (running != null && !running.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
      running.destroyForcibly().waitFor();
      throw new RunFailure(
          "%s did not stop within %d s of SIGTERM; its log is %s"
              .formatted(name, STOP.toSeconds(), log()));
    }
  }

  /// Kills the node without warning.
  public void kill() throws InterruptedException {
    Process running = process;
    if (running != null) {
      running.destroyForcibly().waitFor();
    }
  }

  /// Ends the process whatever happens, in order if it can; for the run's own end, by Ctrl-C too.
  /// Whatever is started after this ends at once.
  public void end() {
    ended = true;
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

  /// Whether there is no process of this node.
  public boolean isGone() {
    Process started = process;
    return started == null || !started.isAlive();
  }
}
