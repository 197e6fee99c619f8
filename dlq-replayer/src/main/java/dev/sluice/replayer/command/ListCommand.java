package dev.sluice.replayer.command;

import dev.sluice.replayer.deadletter.DeadLetterSource;
import dev.sluice.replayer.deadletter.aws.QueueLookup;
import dev.sluice.replayer.report.ExitStatus;
import dev.sluice.replayer.report.LetterListing;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `sluice dlq ls`.
@Command(
    name = "ls",
    mixinStandardHelpOptions = true,
    version = "Part of Sluice; ./sluice --version says which.",
    sortOptions = false,
    description = {
      "Lists the letters of dead-letter queues and failure destinations: one line each, no"
          + " payload.",
      "",
      "A look costs a receive: each letter's receive count rises by 1. While the queue is read its"
          + " letters are hidden from others; afterwards they show again at once. A listing of an"
          + " SQS queue is never complete: letters somebody else has in hand are not in it.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  sluice dlq ls sluice-quakes-failures",
      "  sluice dlq ls sluice-reviews-dlq sluice-alerts-failures --json",
      "",
      "Exit codes: 0 listed, 1 a queue could not be read to its end, 2 wrong usage."
    })
final class ListCommand implements Callable<Integer> {

  private final Run run;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "QUEUE", arity = "1..*", description = "Name, URL or ARN of a queue.")
  private List<String> queues = List.of();

  @Option(names = "--json", description = "Print one JSON object instead of tables.")
  private boolean json;

  ListCommand(Run run, CommandSpec unset) {
    this.run = run;
    this.spec = unset;
  }

  @Override
  public Integer call() {
    return run.with(spec, session -> list(session).code());
  }

  private ExitStatus list(Session session) throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    ExitStatus status = ExitStatus.DONE;
    List<LetterListing> listings = new ArrayList<>();
    for (String word : queues) {
      switch (session.find(word)) {
        case QueueLookup.NotFound(var why) -> {
          spec.commandLine().getErr().println(word + ": " + why);
          status = ExitStatus.LEFT;
        }
        case QueueLookup.Found found -> {
          LetterListing listing = list(session.open(found));
          status = status.and(listing.exitStatus());
          listings.add(listing);
          if (!json) {
            out.println(listing.text());
          }
        }
      }
    }
    if (json) {
      out.println(LetterListing.json(listings));
    }
    return status;
  }

  private static LetterListing list(DeadLetterSource source) throws InterruptedException {
    try {
      return new LetterListing(source.queue(), source.read());
    } finally {
      source.giveBackAll();
    }
  }
}
