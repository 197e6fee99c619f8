package dev.sluice.rules;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/// Where one test process reports: `target/rules/MODULE-RING-PID.jsonl` of its module.
///
/// @param run what tells one run of the build from the next; all processes of a run share it
record RuleFile(Path folder, String module, String ring, String run, long pid) {

  /// As the build's system properties say. Empty where they are missing: a test started from an
  /// editor reports to nobody.
  static Optional<RuleFile> ofThisProcess() {
    String module = System.getProperty("sluice.module");
    String ring = System.getProperty("sluice.ring");
    String run = System.getProperty("sluice.run");
    if (module == null || ring == null || run == null) {
      return Optional.empty();
    }
    Path base = Path.of(System.getProperty("basedir", System.getProperty("user.dir", ".")));
    return Optional.of(
        new RuleFile(
            base.resolve("target/rules"), module, ring, run, ProcessHandle.current().pid()));
  }

  /// Deletes what earlier runs of the same module and ring left; not what other processes of this
  /// run are writing.
  void deleteEarlierRuns() {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (var files = Files.newDirectoryStream(folder, module + "-" + ring + "-*.jsonl")) {
      for (Path file : files) {
        if (!Files.readString(file).startsWith("{\"run\":\"" + run + "\"")) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot clear " + folder + " of earlier runs", e);
    }
  }

  /// Adds lines: a process may execute several test plans.
  void append(String lines) {
    Path file = folder.resolve(module + "-" + ring + "-" + pid + ".jsonl");
    try {
      Files.createDirectories(folder);
      Files.writeString(file, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot report rule coverage to " + file, e);
    }
  }
}
