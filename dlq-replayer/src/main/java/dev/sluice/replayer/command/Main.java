package dev.sluice.replayer.command;

import java.io.Console;
import java.time.InstantSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `sluice dlq`: the replay command line.
@Command(
    name = "sluice dlq",
    mixinStandardHelpOptions = true,
    version = "Part of Sluice; ./sluice --version says which.",
    sortOptions = false,
    description = {
      "Lists, shows and replays letters: what landed in a dead-letter queue or failure"
          + " destination.",
      "",
      "Works against AWS, or against whatever AWS_ENDPOINT_URL_SQS, _KINESIS and _LAMBDA name;"
          + " credentials and region come from the environment as with any AWS tool.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  sluice dlq ls sluice-quakes-failures",
      "  sluice dlq show sluice-quakes-failures --id 5fea7756-0ea4-451a-a703-a558b933e274",
      "  sluice dlq replay sluice-quakes-failures                 the plan",
      "  sluice dlq replay sluice-quakes-failures --execute       the deed",
      "",
      "Exit codes: 0 done, 1 something failed or was left, 2 wrong usage."
    })
public final class Main implements Runnable {

  /// Its own logging configuration: a node's, which lies on the same class path, is not for us.
  static final String LOGGING = "dev/sluice/replayer/command/logback.xml";

  private static final String LOGGING_PROPERTY = "logback.configurationFile";

  /// Wide enough that no example is broken in two.
  private static final int HELP_WIDTH = 100;

  @Spec private CommandSpec spec;

  private Main(CommandSpec unset) {
    this.spec = unset;
  }

  public static void main(String[] arguments) {
    quieten();
    Run run = new Run(Clients::fromEnvironment, isTerminal());
    System.exit(commandLine(run, InstantSource.system()).execute(arguments));
  }

  /// Before the first logger is made.
  static void quieten() {
    if (System.getProperty(LOGGING_PROPERTY) == null) {
      System.setProperty(LOGGING_PROPERTY, LOGGING);
    }
  }

  static CommandLine commandLine(Run run, InstantSource clock) {
    CommandSpec unset = CommandSpec.create(); // picocli puts the real ones in
    return new CommandLine(new Main(unset))
        .addSubcommand(new ListCommand(run, unset))
        .addSubcommand(new ShowCommand(run, clock, unset))
        .addSubcommand(new ReplayCommand(run, unset))
        .setUsageHelpWidth(HELP_WIDTH);
  }

  @SuppressWarnings("SystemConsoleNull") // it still is with -Djdk.console=java.base
  private static boolean isTerminal() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Name a command: ls, show or replay.");
  }
}
