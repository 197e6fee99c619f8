package dev.sluice.replayer.command;

import dev.sluice.replayer.deadletter.aws.AwsProblem;
import dev.sluice.replayer.report.ExitStatus;
import java.io.PrintWriter;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import software.amazon.awssdk.core.exception.SdkException;

/// What every command of a run shares: how clients are made, and how their failures are worded.
///
/// @param clients makes the clients, only once a command line has been understood
/// @param isTerminal whether a person watches the output as it comes
record Run(Supplier<Clients> clients, boolean isTerminal) {

  /// What a command does with its session.
  interface Work {
    int in(Session session) throws InterruptedException;
  }

  int with(CommandSpec spec, Work work) {
    PrintWriter err = spec.commandLine().getErr();
    try {
      try (Session session = new Session(clients.get(), new SystemPace())) {
        return work.in(session);
      } catch (SdkException failure) {
        err.println(AwsProblem.of("AWS", failure).words());
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      err.println("Interrupted: letters that were not confirmed are where they were.");
    }
    return ExitStatus.LEFT.code();
  }
}
