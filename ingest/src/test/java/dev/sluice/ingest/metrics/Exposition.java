package dev.sluice.ingest.metrics;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A strict reader of Prometheus' text format 0.0.4: it takes what the format's description allows
/// and nothing else. Samples are keyed as they are written, name and labels.
final class Exposition {

  private static final String NAME = "[a-zA-Z_:][a-zA-Z0-9_:]*";
  private static final String LABEL = "[a-zA-Z_][a-zA-Z0-9_]*=\"(?:[^\"\\\\\n]|\\\\[\\\\\"n])*\"";
  private static final Pattern HELP =
      Pattern.compile("# HELP (" + NAME + ") (?:[^\\\\]|\\\\[\\\\n])*");
  private static final Pattern TYPE =
      Pattern.compile("# TYPE (" + NAME + ") (counter|gauge|summary|histogram|untyped)");
  private static final Pattern SAMPLE =
      Pattern.compile(
          "((" + NAME + ")(?:\\{" + LABEL + "(?:," + LABEL + ")*\\})?) (-?[0-9]+(?:\\.[0-9]+)?)");

  private Exposition() {}

  static Map<String, Double> read(String text) {
    if (!text.isEmpty() && !text.endsWith("\n")) {
      throw new AssertionError("the last line does not end");
    }
    Map<String, Double> samples = new LinkedHashMap<>();
    Map<String, String> types = new HashMap<>();
    Set<String> helped = new HashSet<>();
    String family = "";
    for (String line : text.lines().toList()) {
      Matcher help = HELP.matcher(line);
      Matcher type = TYPE.matcher(line);
      Matcher sample = SAMPLE.matcher(line);
      if (help.matches()) {
        once(helped.add(help.group(1)), line);
      } else if (type.matches()) {
        family = type.group(1);
        once(types.put(family, type.group(2)) == null, line);
      } else if (sample.matches()) {
        belongs(sample.group(2), family, types.getOrDefault(family, "untyped"));
        once(samples.put(sample.group(1), Double.valueOf(sample.group(3))) == null, line);
      } else {
        throw new AssertionError("expected a line of the text format, found " + line);
      }
    }
    return samples;
  }

  private static void belongs(String name, String family, String type) {
    List<String> names =
        type.equals("summary")
            ? List.of(family, family + "_sum", family + "_count")
            : List.of(family);
    if (!names.contains(name)) {
      throw new AssertionError(name + " stands among the samples of " + family);
    }
    if (type.equals("counter") && !name.endsWith("_total")) {
      throw new AssertionError("a counter ends in _total, found " + name);
    }
  }

  private static void once(boolean first, String line) {
    if (!first) {
      throw new AssertionError("expected it once: " + line);
    }
  }
}
