package dev.sluice.ingest.template;

import dev.sluice.ingest.template.TemplateValue.Call;
import dev.sluice.ingest.template.TemplateValue.Entries;
import dev.sluice.ingest.template.TemplateValue.Items;
import dev.sluice.ingest.template.TemplateValue.Scalar;
import java.util.List;
import java.util.Map;

/// Recognizes intrinsic functions in their long form (`{"Fn::Sub": ...}`) and their short one
/// (`!Sub ...`).
final class IntrinsicReader {

  private IntrinsicReader() {}

  /// The call that a tag such as `!Sub` makes of `argument`.
  static TemplateValue ofTag(String tag, TemplateValue argument) {
    String name = tag.substring(1);
    return call(name.equals("Ref") || name.equals("Condition") ? name : "Fn::" + name, argument);
  }

  /// The call a map of one entry stands for, or the map itself.
  static TemplateValue ofEntries(Entries entries) {
    if (entries.values().size() != 1) {
      return entries;
    }
    var only = entries.values().entrySet().iterator().next();
    return only.getKey().equals("Ref") || only.getKey().startsWith("Fn::")
        ? new Call(entries.place(), function(only.getKey(), only.getValue()))
        : entries;
  }

  private static Call call(String name, TemplateValue argument) {
    return new Call(argument.place(), function(name, argument));
  }

  private static Intrinsic function(String name, TemplateValue argument) {
    return switch (name) {
      case "Ref" ->
          argument instanceof Scalar(_, var text) ? new Intrinsic.Ref(text) : wants(name, "a name");
      case "Fn::GetAtt" -> getAtt(name, argument);
      case "Fn::Sub" -> sub(name, argument);
      case "Fn::Join" ->
          argument instanceof Items(_, var values)
                  && values.size() == 2
                  && values.getFirst() instanceof Scalar(_, var delimiter)
              ? new Intrinsic.Join(delimiter, values.getLast())
              : wants(name, "a delimiter and a list");
      case "Fn::Split" ->
          argument instanceof Items(_, var values)
                  && values.size() == 2
                  && values.getFirst() instanceof Scalar(_, var delimiter)
                  && !delimiter.isEmpty()
              ? new Intrinsic.Split(delimiter, values.getLast())
              : wants(name, "a delimiter and a text");
      case "Fn::Select" ->
          argument instanceof Items(_, var values) && values.size() == 2
              ? new Intrinsic.Select(values.getFirst(), values.getLast())
              : wants(name, "an index and a list");
      default -> new Intrinsic.Unusable(name, "uses " + name + ", which is not supported");
    };
  }

  private static Intrinsic getAtt(String name, TemplateValue argument) {
    if (argument instanceof Scalar(_, var text) && text.indexOf('.') > 0) {
      int dot = text.indexOf('.');
      return new Intrinsic.GetAtt(text.substring(0, dot), text.substring(dot + 1));
    }
    if (argument instanceof Items(_, var values)
        && values.size() == 2
        && values.getFirst() instanceof Scalar(_, var logicalId)
        && values.getLast() instanceof Scalar(_, var attribute)) {
      return new Intrinsic.GetAtt(logicalId, attribute);
    }
    return wants(name, "a resource and an attribute");
  }

  private static Intrinsic sub(String name, TemplateValue argument) {
    if (argument instanceof Scalar(_, var text)) {
      return new Intrinsic.Sub(text, Map.of());
    }
    if (argument instanceof Items(_, List<TemplateValue> values)
        && values.size() == 2
        && values.getFirst() instanceof Scalar(_, var text)
        && values.getLast() instanceof Entries(_, var variables)) {
      return new Intrinsic.Sub(text, variables);
    }
    return wants(name, "a text, or a text and a map");
  }

  private static Intrinsic wants(String name, String arguments) {
    return new Intrinsic.Unusable(name, "uses " + name + ", which needs " + arguments);
  }
}
