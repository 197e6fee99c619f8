package dev.sluice.replayer.command;

import dev.sluice.replayer.deadletter.DeadLetter;
import dev.sluice.replayer.deadletter.DeadLetterId;
import dev.sluice.replayer.deadletter.DeadLetterSource;
import dev.sluice.replayer.deadletter.Reading;
import dev.sluice.replayer.deadletter.VisibilityKeeper;
import dev.sluice.replayer.deadletter.aws.QueueLookup;
import dev.sluice.replayer.replay.ReplayListener;
import dev.sluice.replayer.replay.ReplayOutcome;
import dev.sluice.replayer.replay.Replayer;
import dev.sluice.replayer.replay.RetryPatience;
import dev.sluice.replayer.replay.StopSignal;
import dev.sluice.replayer.report.ExitStatus;
import dev.sluice.replayer.report.QueueReplay;
import dev.sluice.replayer.report.ReplayReport;
import dev.sluice.replayer.selection.ReplayPlan;
import dev.sluice.replayer.selection.ReplaySelection;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `sluice dlq replay`.
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    version = "Part of Sluice; ./sluice --version says which.",
    sortOptions = false,
    description = {
      "Replays letters to where they failed. Prints the plan; nothing is sent without --execute.",
      "",
      "  stream         its records are read from the stream again and the function the record",
      "                 names is invoked with them; all of them must be handled",
      "  asynchronous   the function is invoked with the event, and must succeed",
      "  redriven       the message is sent to the queue it came from, with the attribute",
      "                 sluice-replayed-from naming its old id",
      "  unknown        skipped",
      "",
      "A letter is removed only after its own replay was confirmed; whatever ends this command in"
          + " between leaves the letter, and the next run replays it again: functions must bear"
          + " being called twice. What is throttled or out of reach is tried again for two minutes"
          + " and then left.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  sluice dlq replay sluice-quakes-failures                 what would be done",
      "  sluice dlq replay sluice-quakes-failures --execute       do it",
      "  sluice dlq replay sluice-reviews-dlq --id 5fea7756-0ea4-451a-a703-a558b933e274 --execute",
      "",
      "AWS_ENDPOINT_URL_LAMBDA names a node's address when the functions run there.",
      "",
      "Exit codes: 0 all letters replayed and removed (without --execute: the plan was made), 1"
          + " something failed, was skipped or not found, or was replayed and may still be in the"
          + " queue, 2 wrong usage."
    })
final class ReplayCommand implements Callable<Integer> {

  private final Run run;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "QUEUE", arity = "1..*", description = "Name, URL or ARN of a queue.")
  private List<String> queues = List.of();

  @Option(
      names = "--id",
      paramLabel = "ID",
      description = "Replay only this letter. May be given several times.")
  private List<String> ids = List.of();

  @Option(names = "--execute", description = "Do it, instead of printing the plan.")
  private boolean execute;

  @Option(names = "--json", description = "Print the ledger as one JSON object.")
  private boolean json;

  ReplayCommand(Run run, CommandSpec unset) {
    this.run = run;
    this.spec = unset;
  }

  @Override
  public Integer call() {
    return run.with(spec, session -> replay(session).code());
  }

  private ExitStatus replay(Session session) throws InterruptedException {
    ReplaySelection selection = new ReplaySelection(ids());
    List<QueueReplay> replays = new ArrayList<>();
    ExitStatus status = ExitStatus.DONE;
    try (Shutdown shutdown = new Shutdown()) {
      for (String word : new LinkedHashSet<>(queues)) {
        switch (session.find(word)) {
          case QueueLookup.NotFound(var why) -> {
            spec.commandLine().getErr().println(word + ": " + why);
            status = ExitStatus.LEFT;
          }
          case QueueLookup.Found found ->
              replays.add(replay(session, session.open(found), selection, shutdown.signal()));
        }
      }
      ReplayReport report = new ReplayReport(execute, replays, missing(selection, replays));
      spec.commandLine().getOut().println(json ? report.json() : report.text());
      return status.and(report.exitStatus());
    }
  }

  private Set<DeadLetterId> ids() {
    return ids.stream().map(DeadLetterId::new).collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private QueueReplay replay(
      Session session, DeadLetterSource source, ReplaySelection selection, StopSignal stop)
      throws InterruptedException {
    try {
      Reading reading = source.read();
      List<DeadLetter> others =
          reading.letters().stream().filter(letter -> !selection.chooses(letter)).toList();
      source.giveBack(others);
      ReplayPlan plan =
          ReplayPlan.of(reading.letters().stream().filter(selection::chooses).toList());
      List<ReplayOutcome> outcomes =
          execute ? carryOut(session, source, plan, stop) : List.<ReplayOutcome>of();
      return new QueueReplay(source.queue(), reading.ending(), plan, outcomes, others.size());
    } finally {
      source.giveBackAll();
    }
  }

  private List<ReplayOutcome> carryOut(
      Session session, DeadLetterSource source, ReplayPlan plan, StopSignal stop)
      throws InterruptedException {
    ReplayListener listener =
        json ? new Quiet() : new Progress(spec.commandLine().getOut(), run.isTerminal());
    Replayer replayer =
        new Replayer(session.target(), session.pace(), RetryPatience.DEFAULT, listener);
    try (var _ = VisibilityKeeper.start(source, session.pace())) {
      return replayer.carryOut(plan, source, stop);
    }
  }

  private static List<DeadLetterId> missing(ReplaySelection selection, List<QueueReplay> replays) {
    Set<DeadLetterId> found = new HashSet<>();
    for (QueueReplay replay : replays) {
      replay.plan().replays().forEach(letter -> found.add(letter.id()));
      replay.plan().skipped().forEach(letter -> found.add(letter.id()));
    }
    return selection.ids().stream().filter(id -> !found.contains(id)).toList();
  }
}
