package dev.sluice.ingest.template;

import java.util.Map;

/// A function of CloudFormation that gives a value when a template is resolved.
sealed interface Intrinsic {

  /// The value of a parameter, a pseudo parameter, or a resource's name, URL or ARN.
  record Ref(String name) implements Intrinsic {}

  /// An attribute of a resource.
  record GetAtt(String logicalId, String attribute) implements Intrinsic {}

  /// Text with `${Name}` and `${LogicalId.Attribute}` in it.
  ///
  /// @param variables values of names known in this text alone
  record Sub(String text, Map<String, TemplateValue> variables) implements Intrinsic {
    public Sub {
      variables = Map.copyOf(variables);
    }
  }

  /// Values put together with `delimiter` between them.
  record Join(String delimiter, TemplateValue values) implements Intrinsic {}

  /// One value of a list, counted from 0.
  record Select(TemplateValue index, TemplateValue values) implements Intrinsic {}

  /// Text taken apart at each `delimiter`.
  record Split(String delimiter, TemplateValue text) implements Intrinsic {}

  /// A function that cannot be used; said only when its value is needed, since most of a template
  /// (policies, outputs) is left alone.
  ///
  /// @param reason a predicate, such as `is not supported`
  record Unusable(String name, String reason) implements Intrinsic {}
}
