package dev.sluice.ingest.app;

import dev.sluice.ingest.template.Place;
import dev.sluice.ingest.template.Resolution;
import dev.sluice.ingest.template.ResolvedTemplate;
import dev.sluice.ingest.template.ResourceLookup;
import dev.sluice.ingest.template.Template;
import dev.sluice.ingest.template.TemplateProblem;
import dev.sluice.ingest.template.TemplateSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Reads a template and looks at the world as far as it names files.
final class TemplateLoading {

  private TemplateLoading() {}

  /// The template of `file`, resolved; refused when it cannot be read or code is missing.
  static Resolution load(Path file, TemplateSettings settings, ResourceLookup lookup) {
    try {
      return switch (Template.read(file).resolve(settings, lookup)) {
        case Resolution.Refused refused -> refused;
        case Resolution.Resolved(var template) -> withCode(template);
      };
    } catch (IOException unreadable) {
      return new Resolution.Refused(
          List.of(
              new TemplateProblem(new Place("", 0), "cannot be read: " + unreadable, null, null)));
    }
  }

  private static Resolution withCode(ResolvedTemplate template) {
    var missing =
        template.functions().stream()
            .filter(function -> !Files.exists(function.configuration().code()))
            .map(
                function ->
                    new TemplateProblem(
                        new Place("Resources." + function.logicalId() + ".Properties.CodeUri", 0),
                        "must name a jar or folder that exists",
                        function.configuration().code().toString(),
                        "build it first"))
            .toList();
    return missing.isEmpty() ? new Resolution.Resolved(template) : new Resolution.Refused(missing);
  }
}
