package dev.sluice.parity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;

/// What the tests of all modules reported.
///
/// @param current reports of the run asked for
/// @param stale files other runs of that ring left in modules whose tests did not run this time
record TestReports(List<TestReport> current, List<Path> stale) {
  private static final ObjectMapper JSON = new ObjectMapper();

  TestReports {
    current = List.copyOf(current);
    stale = List.copyOf(stale);
  }

  /// Reads every `target/rules/*.jsonl` below the repository's root.
  static TestReports read(Path root, String run, String ring) throws IOException {
    List<TestReport> current = new ArrayList<>();
    List<Path> stale = new ArrayList<>();
    for (Path file : files(root)) {
      List<TestReport> reports = parse(file);
      if (reports.stream().noneMatch(report -> report.ring().equals(ring))) {
        continue;
      }
      if (reports.stream().allMatch(report -> report.run().equals(run))) {
        current.addAll(reports);
      } else {
        stale.add(root.relativize(file));
      }
    }
    return new TestReports(current, stale);
  }

  /// Whether the run left some modules' tests out, so that a rule without a test proves nothing.
  boolean partial() {
    return current.isEmpty() || !stale.isEmpty();
  }

  private static List<Path> files(Path root) throws IOException {
    List<Path> found = new ArrayList<>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
              throws IOException {
            Path name = folder.getFileName();
            if (name == null || folder.equals(root)) {
              return FileVisitResult.CONTINUE;
            }
            if (name.toString().equals("target")) {
              found.addAll(reportsIn(folder.resolve("rules")));
              return FileVisitResult.SKIP_SUBTREE;
            }
            boolean other = name.toString().matches("\\..+|src|node_modules");
            return other ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
          }
        });
    return found;
  }

  private static List<Path> reportsIn(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (var files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".jsonl")).sorted().toList();
    }
  }

  private static List<TestReport> parse(Path file) throws IOException {
    List<TestReport> reports = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      try {
        reports.add(report(JSON.readTree(line)));
      } catch (IOException | IllegalArgumentException e) {
        throw new IOException(
            "%s: expected one test report per line, but found: %s".formatted(file, line), e);
      }
    }
    return reports;
  }

  private static TestReport report(JsonNode json) {
    return new TestReport(
        json.path("run").asText(),
        json.path("module").asText(),
        json.path("ring").asText(),
        json.path("class").asText(),
        json.path("method").asText(),
        StreamSupport.stream(json.path("rules").spliterator(), false)
            .map(JsonNode::asText)
            .toList(),
        TestReport.Claim.valueOf(json.path("as").asText()),
        json.path("reason").asText(),
        TestReport.Outcome.valueOf(json.path("outcome").asText()));
  }
}
