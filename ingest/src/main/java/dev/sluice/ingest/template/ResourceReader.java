package dev.sluice.ingest.template;

import dev.sluice.ingest.template.TemplateValue.Entries;
import dev.sluice.ingest.template.TemplateValue.Items;
import dev.sluice.ingest.template.TemplateValue.Scalar;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/// Sorts the resources of a template into those a node knows, those it leaves alone and those it
/// must refuse, and merges what `Globals` says into functions.
final class ResourceReader {

  private static final Set<String> KNOWN =
      Set.of(
          "Type",
          "Properties",
          "DependsOn",
          "Metadata",
          "DeletionPolicy",
          "UpdateReplacePolicy",
          "CreationPolicy",
          "UpdatePolicy",
          "Connectors");

  private final Entries globals;
  private final Draft draft;
  private final ProblemList problems;
  private final Map<String, Resource> resources = new LinkedHashMap<>();
  private final Set<String> others = new LinkedHashSet<>();

  /// @param globals what `Globals.Function` says
  ResourceReader(Entries globals, Draft draft, ProblemList problems) {
    this.globals = globals;
    this.draft = draft;
    this.problems = problems;
  }

  void read(Entries section) {
    section
        .values()
        .forEach(
            (logicalId, value) -> {
              if (value instanceof Entries entries
                  && entries.values().get("Type") instanceof Scalar(_, var type)) {
                read(logicalId, type, entries);
              } else {
                problems.add(value.place(), "must be a map with a Type");
              }
            });
  }

  /// Resources of types a node knows, by logical id.
  Map<String, Resource> resources() {
    return resources;
  }

  /// Logical ids of all others.
  Set<String> others() {
    return others;
  }

  private void read(String logicalId, String typeName, Entries entries) {
    var type = ResourceType.of(typeName);
    if (type == null) {
      others.add(logicalId);
      other(typeName, entries);
      return;
    }
    if (!logicalId.matches("[a-zA-Z0-9]{1,255}")) {
      problems.add(entries.place(), "must have a logical id of letters and digits alone");
    }
    checkAttributes(entries);
    var properties = properties(entries);
    if (type == ResourceType.FUNCTION) {
      properties = merge(globals, properties);
    }
    resources.put(
        logicalId,
        new Resource(
            logicalId, type, properties.place(), withoutNoValues(properties), sluice(entries)));
  }

  private void other(String typeName, Entries entries) {
    if (!ResourceType.isRefused(typeName)) {
      draft.leaveAlone(entries.place(), typeName);
      return;
    }
    String meant = Spelling.nearest(typeName, ResourceType.typeNames());
    problems.add(
        new TemplateProblem(
            entries.place(),
            "is of type " + typeName + ", which is not supported",
            null,
            meant == null ? null : "did you mean " + meant + "?"));
  }

  private void checkAttributes(Entries entries) {
    for (var attribute : entries.values().entrySet()) {
      var place = attribute.getValue().place();
      switch (attribute.getKey()) {
        case "Condition" -> problems.add(place, "is not supported: conditions are not decided yet");
        case "IgnoreGlobals" -> problems.add(place, "is not supported: Globals always hold");
        case String known when KNOWN.contains(known) -> {}
        case String unknown -> problems.unknown(entries.place(), unknown, KNOWN);
      }
    }
  }

  /// What `Metadata: Sluice:` says; nothing when absent.
  private Entries sluice(Entries resource) {
    if (!(resource.values().get("Metadata") instanceof Entries metadata)) {
      return Entries.none(resource.place().child("Metadata"));
    }
    var value = metadata.values().get("Sluice");
    if (value instanceof Entries settings) {
      return withoutNoValues(settings);
    }
    if (value != null) {
      problems.add(value.place(), "must be a map", value.kind());
    }
    return Entries.none(metadata.place().child("Sluice"));
  }

  private Entries properties(Entries resource) {
    var value = resource.values().get("Properties");
    if (value instanceof Entries properties) {
      return properties;
    }
    if (value != null) {
      problems.add(value.place(), "must be a map", value.kind());
    }
    return Entries.none(resource.place().child("Properties"));
  }

  /// As SAM merges: maps by key, lists one after the other, everything else from the function.
  private static Entries merge(Entries globals, Entries own) {
    var merged = new LinkedHashMap<>(globals.values());
    own.values().forEach((key, value) -> merged.merge(key, value, ResourceReader::merge));
    return new Entries(own.place(), merged);
  }

  private static TemplateValue merge(TemplateValue global, TemplateValue own) {
    if (global instanceof Entries globals && own instanceof Entries entries) {
      return merge(globals, entries);
    }
    if (global instanceof Items(_, var globals) && own instanceof Items(var place, var items)) {
      var both = new ArrayList<>(globals);
      both.addAll(items);
      return new Items(place, both);
    }
    return own;
  }

  private static Entries withoutNoValues(Entries entries) {
    var kept = new LinkedHashMap<String, TemplateValue>();
    entries
        .values()
        .forEach(
            (key, value) -> {
              if (value instanceof Entries inner) {
                kept.put(key, withoutNoValues(inner));
              } else if (!(value instanceof TemplateValue.Call call && call.isNoValue())) {
                kept.put(key, value);
              }
            });
    return new Entries(entries.place(), kept);
  }
}
