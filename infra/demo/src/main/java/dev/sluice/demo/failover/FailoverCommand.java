package dev.sluice.demo.failover;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.sluice.demo.process.NodeProcess;
import dev.sluice.demo.process.RunFolder;
import dev.sluice.demo.process.Terminal;
import dev.sluice.local.LocalCloud;
import dev.sluice.local.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `sluice failover`.
@Command(
    name = "sluice failover",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Measures how long a shard goes without being handled when its node dies or is stopped.",
      "",
      "Real nodes share a stream on the local cloud that gets a record per shard every 50 ms. Again"
          + " and again the node that owns a shard is killed (SIGKILL) or told to stop (SIGTERM),"
          + " at any moment; the time runs from the signal to the first record of that shard that"
          + " another node handles. A new node then takes the place of the old one.",
      "",
      "Every record is accounted for as well: none may be lost or overtake another of its shard,"
          + " and one that was settled may never be handled again. What a killed node had begun"
          + " and not settled is handled again, which is counted.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  sluice failover --kills 3 --stops 3           a few minutes",
      "  sluice failover --report f.json               50 of each: about 20 minutes",
      "",
      "Promised are, with the default times of a node (lease duration 10 s, scan interval 2 s):",
      "  after a kill   lease duration, two scan intervals and 1 s: 15 s",
      "  after a stop   the lease is given up within 2 s and the invocation in progress (0.2 s",
      "                 here); the next owner sees it within a scan interval and starts within 1 s",
      "",
      "Exit codes: 0 every promise was kept, 1 one was not (the report says which), 2 wrong usage."
    })
public final class FailoverCommand implements Callable<Integer> {

  private static final String LOGGING = "logback.configurationFile";

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--kills",
      paramLabel = "N",
      description = "How many nodes are killed. Default: ${DEFAULT-VALUE}.")
  private int kills = 50;

  @Option(
      names = "--stops",
      paramLabel = "N",
      description = "How many nodes are told to stop. Default: ${DEFAULT-VALUE}.")
  private int stops = 50;

  @Option(
      names = "--nodes",
      paramLabel = "N",
      description = "How many nodes share the stream, 2 to 9. Default: ${DEFAULT-VALUE}.")
  private int nodes = 3;

  @Option(
      names = "--shards",
      paramLabel = "N",
      description = "How many shards it has, 1 to 20. Default: ${DEFAULT-VALUE}.")
  private int shards = 4;

  @Option(names = "--report", paramLabel = "FILE", description = "Write the figures as JSON.")
  private @Nullable Path report;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Decides the order, the shards and the moments. Default: drawn and printed.")
  private @Nullable Long seed;

  /// Runs the command line and ends the process with its status.
  public static void main(String[] arguments) {
    if (System.getProperty(LOGGING) == null) {
      System.setProperty(LOGGING, "demo-logback.xml"); // before the first logger
    }
    System.exit(new CommandLine(new FailoverCommand()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    require("--kills", kills, 0, 1000);
    require("--stops", stops, 0, 1000);
    require("--nodes", nodes, 2, 9);
    require("--shards", shards, 1, 20);
    if (kills + stops == 0) {
      throw wrong("expected at least one kill or stop, found --kills 0 --stops 0");
    }
    if (report != null) {
      Files.deleteIfExists(report); // an old one must not be taken for this run's
    }
    Path root = Path.of(System.getProperty("sluice.root", "")).toAbsolutePath();
    long chosen = seed == null ? System.nanoTime() & 0xffff : seed;
    System.out.println("Starting the local cloud and " + nodes + " nodes; seed " + chosen);
    try (LocalCloud cloud = LocalCloud.start(EnumSet.allOf(Service.class))) {
      return run(new FailoverSettings(root, nodes, shards, kills, stops, chosen), cloud);
    }
  }

  private void require(String option, int value, int least, int most) {
    if (value < least || value > most) {
      throw wrong("%s must be between %d and %d, but is %d".formatted(option, least, most, value));
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(Objects.requireNonNull(spec).commandLine(), message);
  }

  private int run(FailoverSettings settings, LocalCloud cloud)
      throws IOException, InterruptedException {
    Path folder = RunFolder.make(settings.root());
    System.out.println("Logs: " + folder);
    Path notes = folder.resolve("notes");
    var leases = new LeaseRows(cloud.dynamoDb(), Crew.tablePrefix());
    var place = new NodeProcess.Place(settings.root(), folder, cloud.environment());
    var crew = new Crew(place, notes, settings.shards(), leases);
    var cleanUp = new Thread(crew::end, "clean-up");
    Runtime.getRuntime().addShutdownHook(cleanUp);
    try {
      var ledger = new Ledger();
      var feeder = new Feeder(cloud.kinesis(), "sluice-failover-ticks", ledger);
      var watch = new Watch(new NoteFile(notes), leases, ledger);
      var bar = new Bar(System.out, Terminal.isThere(), settings.kills() + settings.stops());
      FailoverReport result = new Failover(settings, crew, feeder, ledger, watch, bar).run();
      FailoverTable.print(result, System.out);
      if (report != null) {
        write(result, report);
        System.out.println("Report: " + report);
      }
      return result.ok() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    } finally {
      crew.end();
    }
  }

  private static void write(FailoverReport result, Path file) throws IOException {
    Path parent = file.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(file.toFile(), result);
  }
}
