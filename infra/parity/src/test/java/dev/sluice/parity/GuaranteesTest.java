package dev.sluice.parity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class GuaranteesTest {

  private static final Path ROOT = Path.of(System.getProperty("sluice.root"));

  private static final Pattern TEST =
      Pattern.compile("`([A-Z]\\w*(?:Test|Contract))(?:\\.(\\w+))?`");

  @Test
  void names_only_tests_that_exist() throws IOException {
    Map<String, String> sources = testSources();
    List<String> unknown = new ArrayList<>();
    int named = 0;

    for (String line : Files.readAllLines(ROOT.resolve("docs/guarantees.md"))) {
      var tests = TEST.matcher(line);
      while (tests.find()) {
        named++;
        String source = sources.get(tests.group(1));
        String method = tests.group(2);
        if (source == null || (method != null && !source.contains("void " + method + "("))) {
          unknown.add(tests.group());
        }
      }
    }

    assertThat(unknown).isEmpty();
    assertThat(named).isGreaterThan(50);
  }

  @Test
  void leaves_no_row_without_a_test() throws IOException {
    List<String> untested =
        Files.readAllLines(ROOT.resolve("docs/guarantees.md")).stream()
            .filter(line -> line.startsWith("| ") && !line.startsWith("| ---"))
            .filter(line -> !line.startsWith("| What happens"))
            .filter(line -> !TEST.matcher(line).find() && !line.contains("the demo's report"))
            .toList();

    assertThat(untested).isEmpty();
  }

  private static Map<String, String> testSources() throws IOException {
    Map<String, String> sources = new TreeMap<>();
    try (var files = Files.walk(ROOT)) {
      for (Path file : files.filter(GuaranteesTest::isTestSource).toList()) {
        String name = file.getFileName().toString();
        sources.put(name.substring(0, name.length() - ".java".length()), Files.readString(file));
      }
    }
    return sources;
  }

  private static boolean isTestSource(Path file) {
    String path = file.toString();
    return path.endsWith(".java") && path.contains("src/test/java");
  }
}
