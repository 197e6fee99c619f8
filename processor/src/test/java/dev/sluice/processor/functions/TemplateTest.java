package dev.sluice.processor.functions;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.RequestHandler;
import dev.sluice.processor.testing.Samples;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What `infra/pipeline.yaml` says of the functions is true of the code.
final class TemplateTest {

  @Test
  void every_handler_it_names_can_be_made_by_lambda() throws Exception {
    List<String> handlers =
        Pattern.compile("Handler: (\\S+)::handleRequest")
            .matcher(template())
            .results()
            .map(found -> found.group(1))
            .toList();

    assertThat(handlers).hasSize(4);
    for (String handler : handlers) {
      Class<?> function = Class.forName(handler, false, getClass().getClassLoader());
      assertThat(RequestHandler.class).isAssignableFrom(function);
      assertThat(function.getModifiers() & Modifier.PUBLIC).isNotZero();
      assertThat(function.getConstructor().getModifiers() & Modifier.PUBLIC).isNotZero();
    }
  }

  @Test
  void every_variable_the_code_requires_is_set_and_no_other() throws IOException {
    Pattern required = Pattern.compile("required\\(\\s*\"([A-Z_]+)\"");
    TreeSet<String> read = new TreeSet<>();
    read.add("ACCEPT_DEFECTS");
    try (Stream<Path> sources = Files.walk(Samples.root().resolve("processor/src/main/java"))) {
      for (Path source : sources.filter(path -> path.toString().endsWith(".java")).toList()) {
        required
            .matcher(Files.readString(source))
            .results()
            .map(TemplateTest::name)
            .forEach(read::add);
      }
    }

    assertThat(
            Pattern.compile("(?m)^\\s+([A-Z]+(?:_[A-Z]+)+): ")
                .matcher(template())
                .results()
                .map(TemplateTest::name)
                .distinct())
        .containsExactlyInAnyOrderElementsOf(read);
  }

  private static String name(MatchResult found) {
    return found.group(1);
  }

  private static String template() throws IOException {
    return Files.readString(Samples.root().resolve("infra/pipeline.yaml"));
  }
}
