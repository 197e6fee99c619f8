package dev.sluice.ingest.template;

import dev.sluice.ingest.template.TemplateValue.Entries;
import dev.sluice.ingest.template.TemplateValue.Items;
import dev.sluice.ingest.template.TemplateValue.Scalar;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/// A SAM template as it was written, in YAML or JSON: the only configuration there is. Resolving is
/// pure but for the lookup, so it is done twice where queues have URLs of their own kind: once to
/// learn what must exist, and again when it does.
public final class Template {

  private static final int MAXIMUM_BYTES = 1_048_576;

  private static final String SERVERLESS = "AWS::Serverless-2016-10-31";

  /// Sections that are read, or say nothing about records.
  private static final Set<String> SECTIONS =
      Set.of(
          "AWSTemplateFormatVersion",
          "Transform",
          "Description",
          "Metadata",
          "Parameters",
          "Globals",
          "Mappings",
          "Conditions",
          "Resources",
          "Outputs");

  /// Sections of Globals for types that are refused or left alone themselves.
  private static final Set<String> OTHER_GLOBALS =
      Set.of(
          "Api",
          "HttpApi",
          "WebSocketApi",
          "SimpleTable",
          "StateMachine",
          "LayerVersion",
          "CapacityProvider");

  private final Path folder;
  private final Entries top;
  private final List<TemplateProblem> readingProblems;

  private Template(Path folder, Entries top, List<TemplateProblem> readingProblems) {
    this.folder = folder;
    this.top = top;
    this.readingProblems = readingProblems;
  }

  /// Reads a template. One that cannot be understood is refused when it is resolved, not here.
  ///
  /// @throws IOException when the file cannot be read
  public static Template read(Path file) throws IOException {
    var folder = Objects.requireNonNull(file.toAbsolutePath().getParent());
    long bytes = Files.size(file);
    if (bytes > MAXIMUM_BYTES) {
      var problem =
          new TemplateProblem(
              Place.TOP, "must have " + MAXIMUM_BYTES + " bytes at most", bytes + " bytes", null);
      return new Template(folder, Entries.none(Place.TOP), List.of(problem));
    }
    return of(new String(Files.readAllBytes(file), StandardCharsets.UTF_8), folder);
  }

  /// A template from its text.
  ///
  /// @param folder that relative code paths start from
  static Template of(String text, Path folder) {
    var problems = new ProblemList();
    var top = TemplateReader.read(text, problems);
    return new Template(folder, top, problems.inOrder());
  }

  /// Resolves all references and checks all settings.
  public Resolution resolve(TemplateSettings settings, ResourceLookup lookup) {
    if (!readingProblems.isEmpty()) {
      return new Resolution.Refused(readingProblems);
    }
    var problems = new ProblemList();
    checkSections(problems);
    var parameters =
        new ParameterReader(settings.parameters(), problems)
            .read(section(top, "Parameters", problems));
    var draft = new Draft();
    var reader = new ResourceReader(globals(problems), draft, problems);
    reader.read(section(top, "Resources", problems));
    var references =
        new References(settings, lookup, parameters, reader.resources(), reader.others(), problems);
    var evaluator = new Evaluator(references, problems);
    new TemplateResolver(settings, folder, reader.resources(), evaluator, draft).resolve();
    return problems.isEmpty()
        ? new Resolution.Resolved(draft.finish(settings))
        : new Resolution.Refused(problems.inOrder());
  }

  private void checkSections(ProblemList problems) {
    for (var section : top.values().keySet()) {
      if (!SECTIONS.contains(section)) {
        problems.unknown(Place.TOP, section, SECTIONS);
      }
    }
    if (section(top, "Resources", problems).values().isEmpty()) {
      problems.add(Place.TOP, "has no Resources");
    }
    checkTransform(problems);
  }

  private void checkTransform(ProblemList problems) {
    var transform = top.values().get("Transform");
    boolean serverless =
        switch (transform) {
          case null -> true; // functions need it, which CloudFormation says when it deploys
          case Scalar(_, var text) -> text.equals(SERVERLESS);
          case Items(_, var items) ->
              items.stream()
                  .allMatch(item -> item instanceof Scalar(_, var t) && t.equals(SERVERLESS));
          case Entries _, TemplateValue.Call _, TemplateValue.Nothing _ -> false;
        };
    if (!serverless) {
      problems.add(
          Objects.requireNonNull(transform).place(),
          "must be " + SERVERLESS + ": macros are not run",
          transform.kind());
    }
  }

  private Entries globals(ProblemList problems) {
    var globals = section(top, "Globals", problems);
    for (var entry : globals.values().entrySet()) {
      if (!entry.getKey().equals("Function") && !OTHER_GLOBALS.contains(entry.getKey())) {
        problems.unknown(globals.place(), entry.getKey(), Set.of("Function"));
      }
    }
    return section(globals, "Function", problems);
  }

  private static Entries section(Entries parent, String name, ProblemList problems) {
    var value = parent.values().get(name);
    if (value instanceof Entries entries) {
      return entries;
    }
    if (value != null) {
      problems.add(value.place(), "must be a map", value.kind());
    }
    return Entries.none(parent.place().child(name));
  }
}
