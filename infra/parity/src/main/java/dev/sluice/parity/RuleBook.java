package dev.sluice.parity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// All rules of `docs/rules/lambda-poller-semantics.md`, in the order they stand there.
///
/// @param areas what each area is about, by its prefix (`SQS`), in the order of the book's table
/// @param rules by id
record RuleBook(Map<String, String> areas, Map<String, NumberedRule> rules) {

  /// One rule.
  ///
  /// @param id such as `SQS-031`
  /// @param mark how sure the book is: `recorded`, `documented` or `inferred`
  record NumberedRule(String id, String mark) {
    String area() {
      return id.substring(0, id.indexOf('-'));
    }
  }

  private static final Pattern AREA =
      Pattern.compile("\\| ([A-Z]+) \\| ([^|]+) \\| [0-9., to]+ \\|");
  // A rule is a list entry or the first cell of a table row.
  private static final Pattern RULE =
      Pattern.compile("(?:\\* |\\| )\\*\\*([A-Z]+-\\d{3})\\*\\* \\[(\\w+)].*");

  RuleBook {
    areas = Collections.unmodifiableMap(new LinkedHashMap<>(areas));
    rules = Collections.unmodifiableMap(new LinkedHashMap<>(rules));
  }

  static RuleBook read(Path file) throws IOException {
    return parse(Files.readAllLines(file));
  }

  static RuleBook parse(List<String> lines) {
    Map<String, String> areas = new LinkedHashMap<>();
    Map<String, NumberedRule> rules = new LinkedHashMap<>();
    for (String line : lines) {
      var area = AREA.matcher(line);
      if (area.matches()) {
        areas.put(area.group(1), area.group(2));
      }
      var rule = RULE.matcher(line);
      if (rule.matches()) {
        String id = rule.group(1);
        if (rules.put(id, new NumberedRule(id, rule.group(2))) != null) {
          throw new IllegalArgumentException("The rule book defines " + id + " twice");
        }
      }
    }
    for (NumberedRule rule : rules.values()) {
      if (!areas.containsKey(rule.area())) {
        throw new IllegalArgumentException(
            "The rule book's table of areas lacks %s, needed for %s"
                .formatted(rule.area(), rule.id()));
      }
    }
    return new RuleBook(areas, rules);
  }

  boolean has(String id) {
    return rules.containsKey(id);
  }

  /// The rules of an area, ordered by number.
  List<NumberedRule> in(String area) {
    return rules.values().stream()
        .filter(rule -> rule.area().equals(area))
        .sorted(java.util.Comparator.comparing(NumberedRule::id))
        .toList();
  }

  /// The ids from first to last (both of one area, both in the book).
  List<String> range(String first, String last) {
    List<String> found = new ArrayList<>();
    String area = first.replaceFirst("-.*", "");
    for (NumberedRule rule : in(area)) {
      if (rule.id().compareTo(first) >= 0 && rule.id().compareTo(last) <= 0) {
        found.add(rule.id());
      }
    }
    return found;
  }
}
