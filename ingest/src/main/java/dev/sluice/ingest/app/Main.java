package dev.sluice.ingest.app;

import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// The command line of a node.
@Command(
    name = "sluice",
    description =
        "Runs functions on what queues, streams, topics and buckets bring, as Lambda does.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {RunCommand.class, CheckCommand.class})
public final class Main implements Runnable {

  private static final String LOGGING = "logback.configurationFile";

  @Spec private @Nullable CommandSpec spec;

  /// Runs the command line and ends the process with its status.
  public static void main(String[] arguments) {
    // Before the first logger. Other programs that have this one on their class path keep theirs.
    if (System.getProperty(LOGGING) == null) {
      System.setProperty(LOGGING, "sluice-node-logback.xml");
    }
    System.exit(commandLine().execute(arguments));
  }

  /// The command line, for tests with streams of their own.
  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setExecutionExceptionHandler(
            (failure, line, _) -> {
              explain(line.getErr(), failure);
              return ExitStatus.FAILED;
            });
  }

  private static void explain(PrintWriter errors, Exception failure) {
    errors.println("sluice: " + failure);
    for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
      errors.println("sluice:   because of " + cause);
    }
    errors.flush();
  }

  @Override
  public void run() {
    if (spec != null) {
      throw new CommandLine.ParameterException(spec.commandLine(), "a command is missing");
    }
  }
}
