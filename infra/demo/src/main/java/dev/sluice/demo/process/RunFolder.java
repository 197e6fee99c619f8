package dev.sluice.demo.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/// Where logs and ready files of one run lie: a folder of its own, so that two demos of one
/// checkout do not meet. Folders of runs that have ended are removed when the next one begins.
public final class RunFolder {

  private RunFolder() {}

  public static Path make(Path root) throws IOException {
    Path runs = root.resolve("target").resolve("demo");
    Files.createDirectories(runs);
    try (var old = Files.list(runs)) {
      for (Path folder : old.filter(RunFolder::hasEnded).toList()) {
        remove(folder);
      }
    }
    return Files.createDirectories(runs.resolve(Long.toString(ProcessHandle.current().pid())));
  }

  private static boolean hasEnded(Path folder) {
    String name = folder.getFileName().toString();
    return name.matches("[0-9]{1,18}")
        && ProcessHandle.of(Long.parseLong(name)).filter(ProcessHandle::isAlive).isEmpty();
  }

  private static void remove(Path folder) throws IOException {
    try (var inside = Files.walk(folder)) {
      List<Path> all = inside.sorted(Comparator.reverseOrder()).toList();
      for (Path path : all) {
        Files.deleteIfExists(path);
      }
    }
  }
}
