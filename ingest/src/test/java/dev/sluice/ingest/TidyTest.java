package dev.sluice.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/// Looks for what people leave behind. Sizes are reported, not enforced.
class TidyTest {

  private static final Path MAIN = root().resolve("ingest/src/main/java/dev/sluice/ingest");

  private static final int LARGE_FILE = 300;

  private static final Pattern LEFTOVER = Pattern.compile("\\b(TODO|FIXME|XXX|HACK)\\b");

  /// People are spoken to by `app`, and the node by its child processes; everything else logs.
  private static final Pattern CONSOLE =
      Pattern.compile("System\\.(out|err|exit)\\b|printStackTrace\\(");

  private static final Pattern CLOCK_OR_CHANCE =
      Pattern.compile(
          "(Instant|LocalDateTime|ZonedDateTime|OffsetDateTime|LocalDate)\\.now\\("
              + "|System\\.(nanoTime|currentTimeMillis)\\("
              + "|Clock\\.system"
              + "|Math\\.random\\("
              + "|\\bnew Random\\("
              + "|ThreadLocalRandom"
              + "|UUID\\.randomUUID\\("
              + "|Thread\\.sleep\\(");

  @Test
  void nothing_is_left_behind() {
    assertThat(findings(LEFTOVER, List.of())).isEmpty();
  }

  @Test
  void only_app_and_child_processes_speak_to_the_console() {
    assertThat(findings(CONSOLE, List.of("app", "worker/child"))).isEmpty();
  }

  @Test
  void clocks_and_randomness_are_handed_in() {
    assertThat(findings(CLOCK_OR_CHANCE, List.of("time"))).isEmpty();
  }

  @Test
  void every_package_says_what_it_is_and_is_null_marked() {
    var bare = new ArrayList<String>();
    for (Path folder : sources().map(TidyTest::folder).distinct().toList()) {
      Path info = folder.resolve("package-info.java");
      String text = Files.exists(info) ? read(info) : "";
      if (!text.contains("@NullMarked") || !text.startsWith("///")) {
        bare.add(MAIN.relativize(folder).toString());
      }
    }

    assertThat(bare).isEmpty();
  }

  @Test
  void sizes_are_known(TestReporter reporter) {
    var sizes = sources().map(file -> read(file).lines().count()).sorted().toList();

    assertThat(sizes).isNotEmpty();
    reporter.publishEntry("files", Integer.toString(sizes.size()));
    reporter.publishEntry("median lines", Long.toString(sizes.get(sizes.size() / 2)));
    sources()
        .filter(file -> read(file).lines().count() > LARGE_FILE)
        .forEach(
            file ->
                reporter.publishEntry(
                    "more than " + LARGE_FILE + " lines", MAIN.relativize(file).toString()));
  }

  /// `folder/File.java:12: the line`, comments left out.
  private static List<String> findings(Pattern pattern, List<String> exemptPackages) {
    var findings = new ArrayList<String>();
    for (Path file : sources().toList()) {
      Path relative = MAIN.relativize(file);
      if (exemptPackages.stream().anyMatch(relative::startsWith)) {
        continue;
      }
      List<String> lines = read(file).lines().toList();
      for (int i = 0; i < lines.size(); i++) {
        String line = lines.get(i);
        boolean searched = pattern.equals(LEFTOVER) || !line.strip().startsWith("//");
        if (searched && pattern.matcher(line).find()) {
          findings.add(relative + ":" + (i + 1) + ": " + line.strip());
        }
      }
    }
    return findings;
  }

  private static Stream<Path> sources() {
    try (Stream<Path> files = Files.walk(MAIN)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .sorted(Comparator.naturalOrder())
          .toList()
          .stream();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static Path folder(Path file) {
    Path parent = file.getParent();
    return parent == null ? file : parent;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static Path root() {
    String root = System.getProperty("sluice.root");
    if (root == null) {
      throw new IllegalStateException("Start tests with -Dsluice.root=FOLDER OF THE REPOSITORY");
    }
    return Path.of(root);
  }
}
