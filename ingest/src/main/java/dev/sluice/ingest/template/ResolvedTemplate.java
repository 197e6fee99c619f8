package dev.sluice.ingest.template;

import dev.sluice.ingest.concurrency.ConcurrencyLimits;
import dev.sluice.ingest.identity.FunctionName;
import dev.sluice.ingest.mapping.EventSourceMapping;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A template with every reference resolved and every setting checked: what a node runs.
///
/// @param settings it was resolved with
/// @param functions in the order of the template, as all lists here
/// @param mappings sources that are polled
/// @param pushes sources that push
/// @param resources all that must exist: the template's own, an inbox for every function, and what
///   ties sources that push to inboxes; each after those it needs
/// @param leftAlone places of what has no effect on records here
public record ResolvedTemplate(
    TemplateSettings settings,
    List<ResolvedFunction> functions,
    List<EventSourceMapping> mappings,
    List<Push> pushes,
    List<ResourceToCreate> resources,
    List<LeftAlone> leftAlone) {

  public ResolvedTemplate {
    functions = List.copyOf(functions);
    mappings = List.copyOf(mappings);
    pushes = List.copyOf(pushes);
    resources = List.copyOf(resources);
    leftAlone = List.copyOf(leftAlone);
  }

  /// Limits on how many invocations run at once.
  public ConcurrencyLimits concurrencyLimits() {
    Map<FunctionName, Integer> reserved = new HashMap<>();
    Set<FunctionName> continuing = new HashSet<>();
    for (var function : functions) {
      if (function.reservedConcurrency() != null) {
        reserved.put(function.name(), function.reservedConcurrency());
        if (function.continuesWhenCutOff()) {
          continuing.add(function.name());
        }
      }
    }
    return new ConcurrencyLimits(settings.accountConcurrency(), reserved, continuing);
  }

  /// The function with this name.
  ///
  /// @throws IllegalArgumentException when the template has none
  public ResolvedFunction function(FunctionName name) {
    return functions.stream()
        .filter(function -> function.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("the template has no function " + name));
  }

  /// Something in the template that changes nothing here.
  ///
  /// @param what its type, or what kind of property it is
  public record LeftAlone(Place place, String what) {}
}
