package dev.sluice.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.sluice.demo.process.RunFolder;
import dev.sluice.demo.process.Terminal;
import dev.sluice.local.LocalCloud;
import dev.sluice.local.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `sluice demo`.
@Command(
    name = "sluice demo",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Runs the sample pipeline on a week of real earthquakes, with everything it needs on this"
          + " machine.",
      "",
      "A file is put into a bucket and split: every feature goes to a stream, what is not an"
          + " earthquake to a queue, what is strong to a topic. Records with defects are"
          + " dead-lettered, the fix is switched on, the letters are replayed, and the same file is"
          + " put again without changing a row. At the end every figure is read back from the"
          + " stores and compared with a recount of the file.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  sluice demo                                   stay, so that you can look around",
      "  sluice demo --headless --report r.json        end when all is settled",
      "  sluice demo --headless --kill --seed 7        kill the node on the way",
      "  sluice demo --headless --nodes 3 --kill       three share the work, and one is killed",
      "  sluice demo --headless --data my.geojson      on your own file",
      "",
      "Exit codes: 0 every figure adds up, 1 it does not (the report says what), 2 wrong usage."
    })
final class DemoCommand implements Callable<Integer> {

  private static final int MOST_NODES = 9;

  private static final String LOGGING = "logback.configurationFile";

  @Option(names = "--headless", description = "End when everything has settled.")
  private boolean headless;

  @Option(
      names = "--data",
      paramLabel = "FILE",
      description = "A GeoJSON file of the USGS form. Default: the week that comes with Sluice.")
  private @Nullable Path data;

  @Option(names = "--report", paramLabel = "FILE", description = "Write the figures as JSON.")
  private @Nullable Path report;

  private int nodes = 1;

  @Option(
      names = "--kill",
      description =
          "Kill the node once, without warning, and start it again. One of several stays dead, and"
              + " the others take over what it had in hand.")
  private boolean kill;

  @Option(
      names = "--kill-at",
      paramLabel = "MOMENT",
      description =
          "As --kill, at this moment: ${COMPLETION-CANDIDATES}. Default: the seed decides.")
  private @Nullable KillMoment killAt;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description =
          "Decides the moment of the kill, and which of several nodes. Default: drawn and printed.")
  private @Nullable Long seed;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--nodes",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "How many nodes share the work, 1 to "
              + MOST_NODES
              + ": a process each, on one template. Default:"
              + " 1.")
  void setNodes(int number) {
    if (number < 1 || number > MOST_NODES) {
      throw new ParameterException(
          Objects.requireNonNull(spec).commandLine(),
          "--nodes must be between 1 and " + MOST_NODES + ", but is " + number);
    }
    nodes = number;
  }

  public static void main(String[] arguments) {
    if (System.getProperty(LOGGING) == null) {
      System.setProperty(LOGGING, "demo-logback.xml"); // before the first logger
    }
    System.exit(
        new CommandLine(new DemoCommand())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path root = Path.of(System.getProperty("sluice.root", "")).toAbsolutePath();
    Path file = data == null ? root.resolve("infra/data/usgs-all-week-2018-02.geojson") : data;
    List<Feature> features;
    try {
      features = FeatureFile.read(file);
    } catch (IOException unreadable) {
      System.err.println("--data: " + unreadable);
      return CommandLine.ExitCode.USAGE;
    }
    if (report != null) {
      Files.deleteIfExists(report); // an old one must not be taken for this run's
    }
    long chosen = seed == null ? System.nanoTime() & 0xffff : seed;
    Settings settings =
        new Settings(
            root, file.toAbsolutePath(), features, nodes, kill || killAt != null, killAt, chosen);
    Progress progress = new Progress(System.out, Terminal.isThere());
    progress.say("Starting the local cloud: SQS, SNS, S3, Kinesis and DynamoDB on 127.0.0.1");
    try (LocalCloud cloud = LocalCloud.start(EnumSet.allOf(Service.class))) {
      return run(settings, cloud, progress);
    }
  }

  private int run(Settings settings, LocalCloud cloud, Progress progress)
      throws IOException, InterruptedException {
    Path folder = RunFolder.make(settings.root());
    Pipeline pipeline = Pipeline.on(cloud, settings.root(), folder, settings.nodes());
    Thread cleanUp = new Thread(pipeline.nodes()::end, "clean-up");
    Runtime.getRuntime().addShutdownHook(cleanUp);
    try {
      Report result = new Demo(settings, pipeline, progress).run();
      Summary.print(result, System.out);
      if (report != null) {
        write(result, report);
        System.out.println("Report: " + report);
      }
      if (!headless) {
        stay(pipeline);
      }
      pipeline.nodes().stop();
      return result.ok() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    } finally {
      pipeline.nodes().end();
    }
  }

  private static void write(Report result, Path file) throws IOException {
    Path parent = file.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(file.toFile(), result);
  }

  private static void stay(Pipeline pipeline) throws InterruptedException {
    System.out.println();
    System.out.println("The pipeline goes on. Metrics:");
    pipeline.nodes().addresses().forEach(node -> System.out.println("  " + node + "/metrics"));
    pipeline.cloud().environment().forEach((k, v) -> System.out.println("  export " + k + "=" + v));
    System.out.println(
        "Put another file into s3://" + pipeline.bucket() + ", or press Ctrl-C to end.");
    new CountDownLatch(1).await();
  }
}
