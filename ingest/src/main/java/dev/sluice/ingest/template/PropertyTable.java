package dev.sluice.ingest.template;

import dev.sluice.ingest.template.TemplateValue.Entries;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which properties something may have, and what becomes of each: honoured, left alone because no
/// record is treated differently for it, or refused by name.
final class PropertyTable {

  private final Set<String> honoured = new HashSet<>();
  private final Set<String> leftAlone = new HashSet<>();
  private final Map<String, Refusal> refused = new LinkedHashMap<>();

  static PropertyTable of(String... honoured) {
    var table = new PropertyTable();
    table.honoured.addAll(List.of(honoured));
    return table;
  }

  PropertyTable leavesAlone(String... names) {
    leftAlone.addAll(List.of(names));
    return this;
  }

  /// Refuses `name` whatever its value, unless that is an empty map or list, which says nothing.
  PropertyTable refuses(String name, String reason) {
    refused.put(name, new Refusal("", reason));
    return this;
  }

  /// Refuses `name` unless its value is `harmless`, the value that changes nothing.
  PropertyTable refusesUnless(String harmless, String name, String reason) {
    refused.put(name, new Refusal(harmless, reason));
    return this;
  }

  /// A table that also has all of `other`.
  PropertyTable and(PropertyTable other) {
    honoured.addAll(other.honoured);
    leftAlone.addAll(other.leftAlone);
    refused.putAll(other.refused);
    return this;
  }

  /// Notes a problem for each property that must not be there; returns the places of those that are
  /// left alone.
  List<Place> check(Entries entries, Evaluator evaluator) {
    var alone = new ArrayList<Place>();
    entries
        .values()
        .forEach(
            (name, value) -> {
              var refusal = refused.get(name);
              if (refusal != null) {
                refusal.check(value, evaluator);
              } else if (leftAlone.contains(name)) {
                alone.add(value.place());
              } else if (!honoured.contains(name)) {
                evaluator.problems().unknown(entries.place(), name, names());
              }
            });
    return alone;
  }

  private Set<String> names() {
    var names = new HashSet<>(honoured);
    names.addAll(leftAlone);
    names.addAll(refused.keySet());
    return names;
  }

  /// @param harmless the value that changes nothing; empty when there is none
  private record Refusal(String harmless, String reason) {

    void check(TemplateValue value, Evaluator evaluator) {
      boolean saysNothing =
          (value instanceof Entries(_, var entries) && entries.isEmpty())
              || (value instanceof TemplateValue.Items(_, var items) && items.isEmpty());
      if (saysNothing) {
        return;
      }
      if (harmless.isEmpty()) {
        evaluator.problems().add(value.place(), "is not supported: " + reason);
        return;
      }
      evaluator
          .text(value)
          .filter(text -> !text.equalsIgnoreCase(harmless))
          .ifPresent(
              text ->
                  evaluator
                      .problems()
                      .add(value.place(), "must be " + harmless + " (" + reason + ")", text));
    }
  }
}
