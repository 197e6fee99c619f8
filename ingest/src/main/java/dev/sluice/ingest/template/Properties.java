package dev.sluice.ingest.template;

import dev.sluice.ingest.identity.Arn;
import dev.sluice.ingest.template.TemplateValue.Entries;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Typed access to the properties of one thing. Each method notes a problem when the value will not
/// do, and then gives the default, so that reading goes on and finds the next problem. Nothing read
/// while there are problems is ever used.
final class Properties {

  private final Entries entries;
  private final Evaluator evaluator;

  Properties(Entries entries, Evaluator evaluator) {
    this.entries = entries;
    this.evaluator = evaluator;
  }

  Place place(String name) {
    var value = entries.values().get(name);
    return value == null ? entries.place().child(name) : value.place();
  }

  boolean has(String name) {
    return entries.values().containsKey(name);
  }

  Entries entries() {
    return entries;
  }

  Optional<String> text(String name) {
    var value = entries.values().get(name);
    return value == null ? Optional.empty() : evaluator.text(value);
  }

  String text(String name, String whenAbsent) {
    return text(name).orElse(whenAbsent);
  }

  /// A text that must be there.
  Optional<String> required(String name) {
    if (!has(name)) {
      evaluator.problems().add(entries.place(), "needs " + name);
      return Optional.empty();
    }
    return text(name);
  }

  /// One of `allowed`; the first of them when absent.
  String oneOf(String name, List<String> allowed) {
    var given = text(name);
    if (given.isPresent() && !allowed.contains(given.get())) {
      problem(name, "must be " + String.join(" or ", allowed), given.get());
      return allowed.getFirst();
    }
    return given.orElse(allowed.getFirst());
  }

  /// A whole number.
  ///
  /// @param purpose ends the sentence "must be between 1 and 10 ..." and may be empty
  int integer(String name, Range range, int whenAbsent, String purpose) {
    var given = text(name);
    if (given.isEmpty()) {
      return whenAbsent;
    }
    String text = given.get();
    if (text.matches("-?[0-9]{1,9}") && range.holds(Integer.parseInt(text))) {
      return Integer.parseInt(text);
    }
    problem(name, "must be " + range + (purpose.isEmpty() ? "" : " " + purpose), text);
    return whenAbsent;
  }

  boolean flag(String name, boolean whenAbsent) {
    var given = text(name);
    if (given.isEmpty()) {
      return whenAbsent;
    }
    if (!Set.of("true", "false").contains(given.get().toLowerCase(java.util.Locale.ROOT))) {
      problem(name, "must be true or false", given.get());
    }
    return Boolean.parseBoolean(given.get());
  }

  List<String> texts(String name) {
    var value = entries.values().get(name);
    return value == null ? List.of() : evaluator.texts(value).orElse(List.of());
  }

  /// The ARN of something of `service`, which must be there.
  Optional<Arn> arn(String name, String service) {
    return required(name).flatMap(text -> arn(name, service, text));
  }

  /// The same, of something in the node's own region: elsewhere nothing is polled or sent to.
  Optional<Arn> arnInRegion(String name, String service) {
    var arn = arn(name, service);
    String region = evaluator.references().region();
    if (arn.isPresent() && !arn.get().region().equals(region)) {
      problem(name, "must be in " + region + ", the region of the node", arn.get().toString());
      return Optional.empty();
    }
    return arn;
  }

  private Optional<Arn> arn(String name, String service, String text) {
    try {
      var arn = Arn.parse(text);
      if (arn.service().equals(service)) {
        return Optional.of(arn);
      }
    } catch (IllegalArgumentException notAnArn) {
      // Said below, with the place.
    }
    problem(name, "must be the ARN of a resource of the service " + service, text);
    return Optional.empty();
  }

  /// The properties inside `name`, checked against `table`; none when absent.
  Properties inside(String name, PropertyTable table) {
    var value = entries.values().get(name);
    if (value == null) {
      return new Properties(Entries.none(entries.place().child(name)), evaluator);
    }
    if (value instanceof Entries inner) {
      table.check(inner, evaluator);
      return new Properties(inner, evaluator);
    }
    problem(name, "must be a map", value.kind());
    return new Properties(Entries.none(value.place()), evaluator);
  }

  /// Entries inside `name`; none when absent.
  Entries entries(String name) {
    var value = entries.values().get(name);
    if (value == null) {
      return Entries.none(entries.place().child(name));
    }
    if (value instanceof Entries inner) {
      return inner;
    }
    problem(name, "must be a map", value.kind());
    return Entries.none(value.place());
  }

  /// The maps in the list `name`; none when absent.
  List<Properties> list(String name, PropertyTable table) {
    var value = entries.values().get(name);
    if (value == null) {
      return List.of();
    }
    if (value instanceof TemplateValue.Items(_, var items)
        && items.stream().allMatch(Entries.class::isInstance)) {
      return items.stream()
          .map(Entries.class::cast)
          .peek(item -> table.check(item, evaluator))
          .map(item -> new Properties(item, evaluator))
          .toList();
    }
    problem(name, "must be a list of maps", value.kind());
    return List.of();
  }

  void problem(String name, String expected, String found) {
    evaluator.problems().add(place(name), expected, found);
  }

  void problem(String name, String expected) {
    evaluator.problems().add(place(name), expected);
  }

  Evaluator evaluator() {
    return evaluator;
  }

  /// Bounds of a number, both included; `also` is one value outside them that is allowed.
  record Range(int least, int most, int also) {

    static Range of(int least, int most) {
      return new Range(least, most, least);
    }

    Range or(int other) {
      return new Range(least, most, other);
    }

    boolean holds(int value) {
      return value == also || (value >= least && value <= most);
    }

    @Override
    public String toString() {
      String alsoText = also >= least && also <= most ? "" : also + " or ";
      return alsoText
          + (most == Integer.MAX_VALUE ? least + " or more" : "between " + least + " and " + most);
    }
  }
}
