package dev.sluice.replayer.command;

import dev.sluice.ingest.source.StreamRecord;
import dev.sluice.replayer.deadletter.DeadLetter;
import dev.sluice.replayer.deadletter.DeadLetterSource;
import dev.sluice.replayer.deadletter.Envelope;
import dev.sluice.replayer.deadletter.RangeRead;
import dev.sluice.replayer.deadletter.Refetched;
import dev.sluice.replayer.deadletter.StreamRecords;
import dev.sluice.replayer.deadletter.aws.QueueLookup;
import dev.sluice.replayer.report.ExitStatus;
import dev.sluice.replayer.report.LetterDetail;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `sluice dlq show`.
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    version = "Part of Sluice; ./sluice --version says which.",
    sortOptions = false,
    description = {
      "Shows one letter with all it holds. This prints PAYLOAD: mind who reads along.",
      "",
      "The failure record of a stream batch names its records by position only; they are read from"
          + " the stream again, and it is said how long the stream still retains them. To find the"
          + " letter the queue is read as by ls, which costs every letter a receive.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  sluice dlq ls sluice-quakes-failures",
      "  sluice dlq show sluice-quakes-failures --id 5fea7756-0ea4-451a-a703-a558b933e274",
      "",
      "Exit codes: 0 shown, 1 not found or not readable, 2 wrong usage."
    })
final class ShowCommand implements Callable<Integer> {

  private final Run run;
  private final InstantSource clock;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "QUEUE", description = "Name, URL or ARN of the queue.")
  private String queue = "";

  @Option(
      names = "--id",
      required = true,
      paramLabel = "ID",
      description = "The letter's id, as ls shows it.")
  private String id = "";

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  ShowCommand(Run run, InstantSource clock, CommandSpec unset) {
    this.run = run;
    this.clock = clock;
    this.spec = unset;
  }

  @Override
  public Integer call() {
    return run.with(spec, session -> show(session).code());
  }

  private ExitStatus show(Session session) throws InterruptedException {
    return switch (session.find(queue)) {
      case QueueLookup.NotFound(var why) -> refused(queue + ": " + why);
      case QueueLookup.Found found -> {
        Optional<DeadLetter> letter = find(session.open(found));
        if (letter.isEmpty()) {
          yield refused(
              "There is no letter "
                  + id
                  + " to be had in "
                  + queue
                  + ": check the id with ls; if somebody has it in hand, try again in a while.");
        }
        LetterDetail detail = detail(letter.get(), session.streams());
        String text = json ? detail.json() : detail.text(clock.instant());
        spec.commandLine().getOut().println(text);
        yield ExitStatus.DONE;
      }
    };
  }

  private Optional<DeadLetter> find(DeadLetterSource source) throws InterruptedException {
    try {
      return source.read().letters().stream()
          .filter(letter -> letter.id().value().equals(id))
          .findFirst();
    } finally {
      source.giveBackAll();
    }
  }

  private static LetterDetail detail(DeadLetter letter, StreamRecords streams)
      throws InterruptedException {
    if (!(letter.envelope() instanceof Envelope.StreamFailure stream)) {
      return new LetterDetail(letter, List.of(), null, null);
    }
    Duration retention = streams.retention(stream.range().stream());
    var expiry = retention == null ? null : stream.firstArrival().plus(retention);
    List<StreamRecord> records = List.of();
    @Nullable String problem = null;
    switch (streams.read(stream.range())) {
      case RangeRead.Gone(var why) -> problem = why;
      case RangeRead.Unavailable(var why) -> problem = why;
      case RangeRead.Records(var read) -> {
        records = read;
        problem =
            Refetched.of(stream.range(), read) instanceof Refetched.Incomplete(_, var why)
                ? why
                : null;
      }
    }
    return new LetterDetail(letter, records, problem, expiry);
  }

  private ExitStatus refused(String why) {
    spec.commandLine().getErr().println(why);
    return ExitStatus.LEFT;
  }
}
