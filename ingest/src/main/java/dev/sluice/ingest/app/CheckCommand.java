package dev.sluice.ingest.app;

import dev.sluice.ingest.template.Resolution;
import dev.sluice.ingest.template.ResourceLookup;
import dev.sluice.ingest.template.TemplateProblem;
import dev.sluice.ingest.time.Timekeeper;
import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Says what a template makes a node do, and everything that is wrong with it.
@Command(
    name = "check",
    description =
        "Reads a template and prints the effective settings of every function, mapping and source"
            + " that pushes, what is left alone, and all problems. Asks no server.",
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:The template can be run", "2:It cannot, or the command line is wrong"})
final class CheckCommand implements Callable<Integer> {

  @Mixin private TemplateOptions options = new TemplateOptions();

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    var settings = options.settings(Timekeeper.system().now());
    var resolution =
        TemplateLoading.load(
            options.template(), settings, ResourceLookup.byConvention(settings.cloud()));
    var out = Objects.requireNonNull(spec).commandLine().getOut();
    return switch (resolution) {
      case Resolution.Resolved(var template) -> {
        var report = CheckReport.of(template);
        if (json) {
          out.println(report.toPrettyString());
        } else {
          PlainText.write(report, out);
        }
        yield ExitStatus.DONE;
      }
      case Resolution.Refused(var problems) -> {
        if (json) {
          out.println(CheckReport.of(problems).toPrettyString());
        } else {
          write(problems, out);
        }
        yield ExitStatus.REFUSED;
      }
    };
  }

  /// All problems, a line each, with the line of the file they stand in.
  static void write(List<TemplateProblem> problems, PrintWriter out) {
    for (var problem : problems) {
      int line = problem.place().line();
      out.println((line > 0 ? "line " + line + ": " : "") + problem.sentence());
    }
    out.println(problems.size() == 1 ? "1 problem" : problems.size() + " problems");
    out.flush();
  }
}
