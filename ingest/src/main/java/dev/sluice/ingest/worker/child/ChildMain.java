package dev.sluice.ingest.worker.child;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// The main class of an execution environment: ties its life to the node's, then becomes Amazon's
/// runtime interface client. The node holds the other end of standard input and never writes, so
/// the end of input means that the node is gone, by SIGKILL too; then nobody would stop the
/// function or count what it does, so this process halts at once.
public final class ChildMain {

  /// Names the system property with the folder to remove when the node is gone.
  public static final String SCRATCH = "dev.sluice.scratch";

  private static final String RUNTIME_CLIENT =
      "com.amazonaws.services.lambda.runtime.api.client.AWSLambda";

  /// How long the end of input may take to be noticed.
  private static final long NOTICE_MILLIS = 500;

  /// Written by the watch. The one static state there is: this class is the process.
  private static volatile boolean nodeIsGone;

  private ChildMain() {}

  /// @param arguments the handler
  public static void main(String[] arguments) throws ReflectiveOperationException {
    InputStream node = new FileInputStream(FileDescriptor.in);
    System.setIn(InputStream.nullInputStream());
    Thread watch = Thread.ofPlatform().name("node-watch").daemon(true).start(() -> outlive(node));
    int status = 1;
    try {
      Class.forName(RUNTIME_CLIENT)
          .getMethod("main", String[].class)
          .invoke(null, (Object) arguments);
      status = 0;
    } catch (InvocationTargetException fatal) {
      Throwable cause = fatal.getCause() == null ? fatal : fatal.getCause();
      cause.printStackTrace();
    }
    // The client has ended; threads that the function left behind must not keep the process.
    System.out.flush();
    System.err.flush();
    letCleanUp(watch);
    Runtime.getRuntime().halt(status);
  }

  /// The client also ends because the node has died under it. Then the watch is about to notice,
  /// and must not be cut short while it removes what nobody else will.
  private static void letCleanUp(Thread watch) {
    try {
      watch.join(NOTICE_MILLIS);
      if (nodeIsGone) {
        watch.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void outlive(InputStream node) {
    try {
      while (node.read() >= 0) {
        // The node writes nothing; were it to, it would still be alive.
      }
    } catch (IOException e) {
      // A broken pipe says the same as its end.
    }
    nodeIsGone = true;
    try {
      remove();
    } finally {
      Runtime.getRuntime().halt(1);
    }
  }

  private static void remove() {
    String scratch = System.getProperty(SCRATCH);
    if (scratch == null) {
      return;
    }
    try (Stream<Path> walk = Files.walk(Path.of(scratch))) {
      List<Path> inside = walk.sorted(Comparator.reverseOrder()).toList();
      for (Path path : inside) {
        Files.deleteIfExists(path);
      }
    } catch (IOException | RuntimeException e) {
      // Another environment of the same node was faster.
    }
  }
}
