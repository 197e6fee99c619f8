package dev.sluice.ingest.template;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A value as it was written in a template, before anything is resolved.
sealed interface TemplateValue {

  Place place();

  /// What it is, for messages.
  String kind();

  /// Text, a number or a truth value. CloudFormation takes `"10"` for `10`, so they are not told
  /// apart.
  record Scalar(Place place, String text) implements TemplateValue {
    @Override
    public String kind() {
      return text;
    }
  }

  /// An empty value, or `null`.
  record Nothing(Place place) implements TemplateValue {
    @Override
    public String kind() {
      return "";
    }
  }

  /// A list.
  record Items(Place place, List<TemplateValue> values) implements TemplateValue {
    public Items {
      values = List.copyOf(values);
    }

    @Override
    public String kind() {
      return "a list";
    }
  }

  /// Named values, in the order they were written.
  record Entries(Place place, Map<String, TemplateValue> values) implements TemplateValue {
    public Entries {
      values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    static Entries none(Place place) {
      return new Entries(place, Map.of());
    }

    @Override
    public String kind() {
      return "a map";
    }
  }

  /// A value that an intrinsic function gives.
  record Call(Place place, Intrinsic function) implements TemplateValue {
    @Override
    public String kind() {
      return "a function call";
    }

    /// Whether this takes the property away, as if it had not been written.
    boolean isNoValue() {
      return function instanceof Intrinsic.Ref(var name) && name.equals("AWS::NoValue");
    }
  }
}
