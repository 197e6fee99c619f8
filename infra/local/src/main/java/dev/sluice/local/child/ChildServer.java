package dev.sluice.local.child;

import dev.sluice.local.server.LocalServer;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A server in a Java process of its own, with its own class path and a small heap. It lives as
/// long as we hold its standard input open (see [ParentWatch]) and leaves no files behind.
public final class ChildServer implements LocalServer {

  private static final Duration START_LIMIT = Duration.ofSeconds(90);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(5);
  private static final int REMEMBERED_LINES = 40;

  private final Process process;
  private final Path temporaryFolder;
  private final URI endpoint;

  private ChildServer(Process process, Path temporaryFolder, int port) {
    this.process = process;
    this.temporaryFolder = temporaryFolder;
    this.endpoint = LocalServer.loopback(port);
  }

  /// Starts DynamoDB Local on `port`, 0 for a free one, and returns once it serves.
  public static ChildServer dynamoDb(int port) {
    return start("dynamodb", DynamoDbMain.class, "-Xmx256m", port);
  }

  /// Starts s3proxy, whose heap holds all objects, on `port`, 0 for a free one, and returns once it
  /// serves.
  public static ChildServer s3(int port) {
    return start("s3", S3Main.class, "-Xmx512m", port);
  }

  private static ChildServer start(String name, Class<?> main, String heap, int port) {
    var folder = temporaryFolder(name);
    Process process;
    try {
      process =
          new ProcessBuilder(command(name, main, heap, port, folder))
              .redirectErrorStream(true)
              .start();
    } catch (IOException e) {
      ParentWatch.remove(folder);
      throw new UncheckedIOException("The local " + name + " server could not be started", e);
    }
    var ready = new CompletableFuture<Integer>();
    // A platform thread: a virtual one that waits in a pipe's read keeps its carrier, and two of
    // them
    // on two cores were seen to leave none for all other virtual threads of the process.
    Thread.ofPlatform()
        .name("output-of-" + name)
        .daemon()
        .start(() -> follow(name, process, ready));
    try {
      return new ChildServer(process, folder, awaitPort(name, ready));
    } catch (RuntimeException e) {
      end(process, folder);
      throw e;
    }
  }

  private static List<String> command(
      String name, Class<?> main, String heap, int port, Path folder) {
    return List.of(
        // Ctrl-C reaches all processes of a terminal at once; whoever uses the server must be able
        // to settle before it goes. A JVM leaves signals alone that it finds ignored.
        "/bin/sh",
        "-c",
        "trap '' HUP INT TERM; exec \"$@\"",
        "sh",
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        heap,
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-XX:-UsePerfData",
        "-XX:+ExitOnOutOfMemoryError",
        "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow",
        "-Djava.io.tmpdir=" + folder,
        "-Dlogback.configurationFile=dev/sluice/local/child-logback.xml",
        "-cp",
        LibraryFolder.of(name) + "/*" + File.pathSeparator + LibraryFolder.ownClasses(),
        main.getName(),
        Integer.toString(port));
  }

  private static Path temporaryFolder(String name) {
    try {
      return Files.createTempDirectory("sluice-local-" + name + "-");
    } catch (IOException e) {
      throw new UncheckedIOException("No temporary folder for the local " + name + " server", e);
    }
  }

  /// Reads what the child writes until it ends, so that it never blocks on a full pipe.
  private static void follow(String name, Process process, CompletableFuture<Integer> ready) {
    var lines = new ArrayDeque<String>();
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      for (var line = output.readLine(); line != null; line = output.readLine()) {
        if (line.startsWith(ParentWatch.READY)) {
          ready.complete(Integer.valueOf(line.substring(ParentWatch.READY.length()).trim()));
        } else if (!ready.isDone()) {
          lines.addLast(line);
          if (lines.size() > REMEMBERED_LINES) {
            lines.removeFirst();
          }
        }
      }
    } catch (IOException e) {
      lines.addLast("(its output broke off: " + e.getMessage() + ")");
    }
    ready.completeExceptionally(
        new IllegalStateException(
            "The local "
                + name
                + " server ended while starting. It wrote:\n"
                + String.join("\n", lines)));
  }

  private static int awaitPort(String name, CompletableFuture<Integer> ready) {
    try {
      return ready.get(START_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new IllegalStateException(ready.exceptionNow().getMessage(), e);
    } catch (TimeoutException e) {
      throw new IllegalStateException(
          "The local " + name + " server was not ready within " + START_LIMIT, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while the local " + name + " started", e);
    }
  }

  @Override
  public URI endpoint() {
    return endpoint;
  }

  @Override
  public void close() {
    end(process, temporaryFolder);
  }

  private static void end(Process process, Path folder) {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      // The child has ended already.
    }
    try {
      if (!process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    ParentWatch.remove(folder);
  }
}
