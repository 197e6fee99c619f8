package dev.sluice.local.child;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/// The child's side of the bond with its parent: reports the port when ready, and ends this process
/// when standard input does. The parent holds the other end open and never writes, so the end comes
/// when it closes the pipe or dies, by SIGKILL too. The temporary folder goes with the process.
final class ParentWatch {

  /// What a ready child writes to standard output, before its port.
  static final String READY = "sluice-child-ready ";

  private ParentWatch() {}

  /// Starts to watch the parent. Called first, so that a parent that dies while we start is
  /// noticed.
  static void begin() {
    Thread.ofPlatform().name("parent-watch").daemon(true).start(ParentWatch::waitForTheEnd);
  }

  /// Tells the parent that this child serves on `port`.
  static void ready(int port) {
    System.out.println(READY + port);
    System.out.flush();
  }

  private static void waitForTheEnd() {
    try {
      while (System.in.read() >= 0) {
        // The parent writes nothing; were it to, it would still be alive.
      }
    } catch (IOException e) {
      // A broken pipe says the same as its end.
    }
    remove(Path.of(System.getProperty("java.io.tmpdir")));
    Runtime.getRuntime().halt(0);
  }

  /// Removes a folder as far as that is possible.
  static void remove(Path folder) {
    try {
      Files.walkFileTree(folder, new Remover());
    } catch (IOException e) {
      // Already gone, or not ours to remove: nothing depends on it.
    }
  }

  private static final class Remover extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
        throws IOException {
      Files.deleteIfExists(folder);
      return FileVisitResult.CONTINUE;
    }
  }
}
