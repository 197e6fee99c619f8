package dev.sluice.ingest.template;

import dev.sluice.ingest.template.TemplateValue.Entries;
import dev.sluice.ingest.template.TemplateValue.Items;
import dev.sluice.ingest.template.TemplateValue.Scalar;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// Gives every parameter its value: the one handed in, otherwise its default; checked against what
/// the template allows.
final class ParameterReader {

  private static final Set<String> KNOWN =
      Set.of(
          "Type",
          "Default",
          "AllowedValues",
          "AllowedPattern",
          "MinLength",
          "MaxLength",
          "MinValue",
          "MaxValue",
          "NoEcho",
          "Description",
          "ConstraintDescription");

  private final Map<String, String> given;
  private final ProblemList problems;

  ParameterReader(Map<String, String> given, ProblemList problems) {
    this.given = given;
    this.problems = problems;
  }

  /// Values by name. A parameter without a value is a problem and has an empty one, so that nothing
  /// else is reported because of it.
  Map<String, String> read(Entries declarations) {
    var read = new LinkedHashMap<String, String>();
    declarations
        .values()
        .forEach(
            (name, declaration) -> {
              if (declaration instanceof Entries entries) {
                read.put(name, value(name, entries));
              } else {
                problems.add(declaration.place(), "must be a map", declaration.kind());
              }
            });
    for (String name : given.keySet()) {
      if (!read.containsKey(name)) {
        problems.unknown(new Place("Parameters", 0), name, read.keySet());
      }
    }
    return read;
  }

  private String value(String name, Entries declaration) {
    for (var entry : declaration.values().entrySet()) {
      if (!KNOWN.contains(entry.getKey())) {
        problems.unknown(declaration.place(), entry.getKey(), KNOWN);
      }
    }
    checkType(declaration);
    String value = given.get(name);
    if (value == null) {
      value = scalar(declaration, "Default").orElse(null);
    }
    if (value == null) {
      problems.add(
          declaration.place(),
          "has no Default and needs a value; give it with --parameter " + name + "=VALUE");
      return "";
    }
    if (Evaluator.isDynamic(value)) {
      problems.add(declaration.place(), Evaluator.DYNAMIC);
      return "";
    }
    check(declaration, value);
    return value;
  }

  private void checkType(Entries declaration) {
    String type = scalar(declaration, "Type").orElse("");
    boolean single =
        type.equals("String")
            || type.equals("Number")
            || (type.startsWith("AWS::") && !type.startsWith("AWS::SSM::Parameter::Value"));
    if (!single) {
      problems.add(
          declaration.place().child("Type"),
          "must be String, Number or an AWS-specific type (lists and SSM values are not supported)",
          type);
    }
  }

  private void check(Entries declaration, String value) {
    var place = declaration.place();
    String shown =
        scalar(declaration, "NoEcho").orElse("").equals("true") ? "another (hidden)" : value;
    var allowed = texts(declaration, "AllowedValues");
    if (!allowed.isEmpty() && !allowed.contains(value)) {
      problems.add(place, "must be one of " + String.join(", ", allowed), shown);
    }
    if (scalar(declaration, "Type").orElse("").equals("Number") && number(value).isEmpty()) {
      problems.add(place, "must be a number", shown);
    }
    scalar(declaration, "AllowedPattern")
        .filter(pattern -> !matches(pattern, value, place))
        .ifPresent(pattern -> problems.add(place, "must match " + pattern, shown));
    var length = BigDecimal.valueOf(value.length());
    range(declaration, "MinLength", "MaxLength", length, "must have a length", shown);
    number(value)
        .ifPresent(
            number ->
                range(declaration, "MinValue", "MaxValue", number, "must be a number", shown));
  }

  private void range(
      Entries declaration, String min, String max, BigDecimal value, String what, String shown) {
    scalar(declaration, min)
        .flatMap(ParameterReader::number)
        .filter(least -> value.compareTo(least) < 0)
        .ifPresent(
            least -> problems.add(declaration.place(), what + " of " + least + " or more", shown));
    scalar(declaration, max)
        .flatMap(ParameterReader::number)
        .filter(most -> value.compareTo(most) > 0)
        .ifPresent(
            most -> problems.add(declaration.place(), what + " of " + most + " or less", shown));
  }

  private boolean matches(String pattern, String value, Place place) {
    try {
      return Pattern.matches(pattern, value);
    } catch (PatternSyntaxException unreadable) {
      problems.add(place.child("AllowedPattern"), "must be a regular expression", pattern);
      return true;
    }
  }

  private static Optional<BigDecimal> number(String text) {
    return text.matches("-?[0-9]{1,18}(\\.[0-9]{1,18})?")
        ? Optional.of(new BigDecimal(text))
        : Optional.empty();
  }

  private static Optional<String> scalar(Entries declaration, String key) {
    return declaration.values().get(key) instanceof Scalar(_, var text)
        ? Optional.of(text)
        : Optional.empty();
  }

  private static List<String> texts(Entries declaration, String key) {
    return declaration.values().get(key) instanceof Items(_, var values)
        ? values.stream()
            .filter(Scalar.class::isInstance)
            .map(value -> ((Scalar) value).text())
            .toList()
        : List.of();
  }
}
