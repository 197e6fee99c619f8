package dev.sluice.ingest.template;

import dev.sluice.ingest.template.TemplateValue.Call;
import dev.sluice.ingest.template.TemplateValue.Entries;
import dev.sluice.ingest.template.TemplateValue.Items;
import dev.sluice.ingest.template.TemplateValue.Nothing;
import dev.sluice.ingest.template.TemplateValue.Scalar;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Turns values as written into texts and lists of texts. Where that cannot be done it notes the
/// problem and gives nothing. Owned by the thread that resolves.
final class Evaluator {

  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^}]*)}");

  /// Said of a value that only CloudFormation could look up.
  static final String DYNAMIC =
      "uses a dynamic reference ({{resolve:...}}), which is not supported";

  private final References references;
  private final ProblemList problems;

  Evaluator(References references, ProblemList problems) {
    this.references = references;
    this.problems = problems;
  }

  ProblemList problems() {
    return problems;
  }

  References references() {
    return references;
  }

  /// One text; empty when there is none, which is then a problem.
  Optional<String> text(TemplateValue value) {
    return switch (value) {
      case Scalar(var place, var text) -> withoutDynamicReference(text, place);
      case Call(var place, var function) ->
          call(function, place).flatMap(text -> withoutDynamicReference(text, place));
      case Nothing _, Items _, Entries _ -> {
        problems.add(value.place(), "must be a single value", value.kind());
        yield Optional.empty();
      }
    };
  }

  /// A list of texts; one text counts as a list of one. Empty when there is none, which is then a
  /// problem.
  Optional<List<String>> texts(TemplateValue value) {
    return switch (value) {
      case Items(_, var values) -> {
        var texts = new ArrayList<String>();
        for (var item : values) {
          text(item).ifPresent(texts::add);
        }
        yield texts.size() == values.size() ? Optional.of(List.copyOf(texts)) : Optional.empty();
      }
      case Call(_, Intrinsic.Split(var delimiter, var text)) ->
          text(text).map(whole -> List.of(whole.split(Pattern.quote(delimiter), -1)));
      case Scalar _, Call _ -> text(value).map(List::of);
      case Nothing _, Entries _ -> {
        problems.add(value.place(), "must be a list", value.kind());
        yield Optional.empty();
      }
    };
  }

  private Optional<String> call(Intrinsic function, Place place) {
    return switch (function) {
      case Intrinsic.Ref(var name) -> references.ref(name, place, this);
      case Intrinsic.GetAtt(var logicalId, var attribute) ->
          references.attribute(logicalId, attribute, place, this);
      case Intrinsic.Sub(var text, var variables) -> substitute(text, variables, place);
      case Intrinsic.Join(var delimiter, var values) ->
          texts(values).map(texts -> String.join(delimiter, texts));
      case Intrinsic.Select(var index, var values) -> select(index, values, place);
      case Intrinsic.Split _ -> {
        problems.add(place, "must be a single value, but Fn::Split gives a list");
        yield Optional.empty();
      }
      case Intrinsic.Unusable(_, var reason) -> {
        problems.add(place, reason);
        yield Optional.empty();
      }
    };
  }

  private Optional<String> substitute(
      String text, Map<String, TemplateValue> variables, Place place) {
    Matcher matcher = VARIABLE.matcher(text);
    var whole = new StringBuilder();
    boolean complete = true;
    while (matcher.find()) {
      var value = variable(matcher.group(1).strip(), variables, place);
      complete &= value.isPresent();
      matcher.appendReplacement(whole, Matcher.quoteReplacement(value.orElse("")));
    }
    matcher.appendTail(whole);
    return complete ? Optional.of(whole.toString()) : Optional.empty();
  }

  private Optional<String> variable(
      String name, Map<String, TemplateValue> variables, Place place) {
    if (name.startsWith("!")) {
      return Optional.of("${" + name.substring(1) + "}");
    }
    var given = variables.get(name);
    if (given != null) {
      return text(given);
    }
    int dot = name.indexOf('.');
    return dot < 0
        ? references.ref(name, place, this)
        : references.attribute(name.substring(0, dot), name.substring(dot + 1), place, this);
  }

  private Optional<String> select(TemplateValue index, TemplateValue values, Place place) {
    var list = texts(values);
    var position = text(index);
    if (list.isEmpty() || position.isEmpty()) {
      return Optional.empty();
    }
    int size = list.get().size();
    if (!position.get().matches("[0-9]{1,4}") || Integer.parseInt(position.get()) >= size) {
      problems.add(place, "selects item " + position.get() + " of a list of " + size);
      return Optional.empty();
    }
    return Optional.of(list.get().get(Integer.parseInt(position.get())));
  }

  private Optional<String> withoutDynamicReference(String text, Place place) {
    if (isDynamic(text)) {
      problems.add(place, DYNAMIC);
      return Optional.empty();
    }
    return Optional.of(text);
  }

  static boolean isDynamic(String text) {
    return text.contains("{{resolve:");
  }
}
