package dev.sluice.rules;

import java.util.List;
import java.util.stream.Collectors;

/// A test method that cites rules, and what has become of it so far. Owned by the [RuleListener]
/// that made it, under its lock.
final class CitingTest {
  private final String className;
  private final String methodName;
  private final List<Citation> citations;
  private Outcome outcome = Outcome.NOT_RUN;

  CitingTest(String className, String methodName, List<Citation> citations) {
    this.className = className;
    this.methodName = methodName;
    this.citations = List.copyOf(citations);
  }

  void add(Outcome further) {
    outcome = outcome.and(further);
  }

  /// One JSON line per citation.
  String lines(String module, String ring, String run) {
    return citations.stream()
        .map(
            citation ->
                "{\"run\":%s,\"module\":%s,\"ring\":%s,\"class\":%s,\"method\":%s,\"rules\":%s,\"as\":%s,\"reason\":%s,\"outcome\":%s}\n"
                    .formatted(
                        quoted(run),
                        quoted(module),
                        quoted(ring),
                        quoted(className),
                        quoted(methodName),
                        citation.rules().stream()
                            .map(CitingTest::quoted)
                            .collect(Collectors.joining(",", "[", "]")),
                        quoted(citation.as().name()),
                        quoted(citation.reason()),
                        quoted(outcome.name())))
        .collect(Collectors.joining());
  }

  /// As a JSON string: by hand, since this jar is on every module's test class path and must not
  /// bring a JSON library of its own choosing there.
  private static String quoted(String text) {
    var json = new StringBuilder("\"");
    text.chars()
        .forEach(
            c -> {
              switch (c) {
                case '"', '\\' -> json.append('\\').append((char) c);
                default -> {
                  if (c < 0x20) {
                    json.append("\\u%04x".formatted(c));
                  } else {
                    json.append((char) c);
                  }
                }
              }
            });
    return json.append('"').toString();
  }
}
