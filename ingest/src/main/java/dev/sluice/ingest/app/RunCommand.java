package dev.sluice.ingest.app;

import dev.sluice.ingest.lifecycle.ComponentStack;
import dev.sluice.ingest.provision.Endpoint;
import dev.sluice.ingest.provision.Provisioner;
import dev.sluice.ingest.provision.Provisioning;
import dev.sluice.ingest.provision.aws.AwsResourceMaker;
import dev.sluice.ingest.provision.aws.QueueLookup;
import dev.sluice.ingest.template.Resolution;
import dev.sluice.ingest.template.ResolvedTemplate;
import dev.sluice.ingest.template.ResourceLookup;
import dev.sluice.ingest.template.TemplateSettings;
import dev.sluice.ingest.time.Timekeeper;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Runs a node until it is told to stop.
@Command(
    name = "run",
    description =
        "Runs a node for a template until SIGTERM or SIGINT, which it answers by settling what it"
            + " has in hand. Region, credentials and endpoints come from where AWS SDKs look for"
            + " them (AWS_REGION, AWS_ENDPOINT_URL, ...).",
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:The node was told to stop, and did",
      "1:It could not start, or ended by a fault",
      "2:The template or the command line is wrong",
      "143:As 0, after SIGTERM"
    })
final class RunCommand implements Callable<Integer> {

  private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);

  @Mixin private TemplateOptions options = new TemplateOptions();

  @Option(
      names = "--create-resources",
      defaultValue = "${env:SLUICE_CREATE_RESOURCES:-false}",
      description =
          "Create what the template needs and does not exist. Only on a local cloud: all endpoints"
              + " must be loopback. Default: SLUICE_CREATE_RESOURCES, or false.")
  private boolean createResources;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "${env:SLUICE_PORT:-0}",
      description =
          "Of the Invoke API and the metrics, on 127.0.0.1; 0 takes any. Default: SLUICE_PORT, or"
              + " 0.")
  private int port;

  @Option(
      names = "--ready-file",
      paramLabel = "FILE",
      description = "Written with the port in it once the node is ready.")
  private @Nullable Path readyFile;

  @Option(
      names = "--table-prefix",
      paramLabel = "PREFIX",
      defaultValue = "${env:SLUICE_TABLE_PREFIX:-sluice-node}",
      description =
          "Of the node's own tables in DynamoDB. Default: SLUICE_TABLE_PREFIX, or sluice-node.")
  private String tablePrefix = "sluice-node";

  @Option(
      names = "--drain-seconds",
      paramLabel = "N",
      defaultValue = "${env:SLUICE_DRAIN_SECONDS:-25}",
      description =
          "How long settling may take when the node stops. Default: SLUICE_DRAIN_SECONDS, or 25.")
  private int drainSeconds = 25;

  @Option(
      names = "--lease-seconds",
      paramLabel = "N",
      defaultValue = "${env:SLUICE_LEASE_SECONDS:-10}",
      description =
          "After how long a silent node is declared dead, 6 or more. Default: SLUICE_LEASE_SECONDS,"
              + " or 10.")
  private int leaseSeconds = 10;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException, IOException {
    checkReadyFile();
    Thread.setDefaultUncaughtExceptionHandler(RunCommand::endOnError);
    NodeSettings node = nodeSettings();
    var settings = options.settings(Timekeeper.system().now());
    var planned = load(settings, ResourceLookup.byConvention(settings.cloud()));
    if (planned == null) {
      return ExitStatus.REFUSED;
    }
    try (var clients = new AwsClients(settings.cloud().region())) {
      if (!createResources && !knowsAccount(clients)) {
        return ExitStatus.REFUSED;
      }
      if (createResources && !provide(planned, clients)) {
        return ExitStatus.FAILED;
      }
      var lookup = new QueueLookup(clients.sqs());
      var template = load(settings, lookup);
      return template == null || !refuse(NamedQueues.problems(template, lookup))
          ? ExitStatus.FAILED
          : run(node, template, clients);
    }
  }

  /// Before anything starts: nobody would learn that the node is ready.
  private void checkReadyFile() {
    if (readyFile == null) {
      return;
    }
    var folder = readyFile.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new ParameterException(
          Objects.requireNonNull(spec).commandLine(),
          "--ready-file expects a file in a folder that exists, found "
              + readyFile
              + "; create the folder or name another file");
    }
  }

  private NodeSettings nodeSettings() {
    try {
      return new NodeSettings(
          port, tablePrefix, Duration.ofSeconds(drainSeconds), Duration.ofSeconds(leaseSeconds));
    } catch (IllegalArgumentException wrong) {
      throw new ParameterException(
          Objects.requireNonNull(spec).commandLine(), String.valueOf(wrong.getMessage()), wrong);
    }
  }

  /// The account may be left out on this machine only: elsewhere queues are looked up by it.
  private boolean knowsAccount(AwsClients clients) {
    boolean given =
        System.getenv("SLUICE_ACCOUNT_ID") != null
            || Objects.requireNonNull(spec)
                .commandLine()
                .getParseResult()
                .hasMatchedOption("--account-id");
    return given
        || clients.sqsEndpoint().isLoopback()
        || refuse(
            List.of(
                "SQS is not asked on this machine, so the account of the template's queues is"
                    + " needed; give it with --account-id or SLUICE_ACCOUNT_ID."));
  }

  private int run(NodeSettings node, ResolvedTemplate template, AwsClients clients)
      throws InterruptedException, IOException {
    var wiring = new Wiring(node, template, clients);
    var application = wiring.wire();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(application, node), "stop"));
    try {
      application.start();
      announce(template, wiring.port());
      application.awaitStopped();
    } catch (RuntimeException | IOException | InterruptedException failed) {
      application.stop(node.drainLimit()); // before its clients are closed
      application.awaitStopped(); // somebody else may be stopping it
      throw failed;
    }
    return ExitStatus.DONE;
  }

  /// An error is no failure of one record: the state of this process cannot be trusted. It ends at
  /// once, and what it held moves to other nodes as after any death.
  private static void endOnError(Thread thread, Throwable thrown) {
    LOG.atError().addKeyValue("thread", thread.getName()).setCause(thrown).log("A thread died");
    if (thrown instanceof Error) {
      Runtime.getRuntime().halt(ExitStatus.FAILED);
    }
  }

  private static void stop(ComponentStack application, NodeSettings node) {
    try {
      LOG.info("The node stops");
      application.stop(node.drainLimit());
      LOG.info("The node has stopped");
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void announce(ResolvedTemplate template, int boundPort) throws IOException {
    if (readyFile != null) {
      // In one step, so that nobody reads half a port.
      var half = readyFile.resolveSibling(readyFile.getFileName() + ".new");
      var written = Files.writeString(half, boundPort + "\n");
      Files.move(written, readyFile, StandardCopyOption.REPLACE_EXISTING);
    }
    LOG.atInfo()
        .addKeyValue("stack", template.settings().stackName())
        .addKeyValue("functions", template.functions().size())
        .addKeyValue("mappings", template.mappings().size())
        .addKeyValue("port", boundPort)
        .log("The node runs");
  }

  private @Nullable ResolvedTemplate load(TemplateSettings settings, ResourceLookup lookup) {
    return switch (TemplateLoading.load(options.template(), settings, lookup)) {
      case Resolution.Resolved(var template) -> template;
      case Resolution.Refused(var problems) -> {
        CheckCommand.write(problems, errors());
        yield null;
      }
    };
  }

  private boolean provide(ResolvedTemplate template, AwsClients clients)
      throws InterruptedException {
    var maker = new AwsResourceMaker(clients.forResources(), Timekeeper.system());
    return switch (new Provisioner(maker.endpoints(), maker).provision(template.resources())) {
      case Provisioning.Ready(var created) -> {
        LOG.atInfo().addKeyValue("created", created.size()).log("All resources exist");
        yield true;
      }
      case Provisioning.Incomplete(var problems) -> refuse(problems);
      case Provisioning.NotLocal(var elsewhere) ->
          refuse(elsewhere.stream().map(RunCommand::notLocal).toList());
    };
  }

  /// Says what keeps the node from starting; whether that is nothing.
  private boolean refuse(List<String> sentences) {
    sentences.forEach(errors()::println);
    errors().flush();
    return sentences.isEmpty();
  }

  private static String notLocal(Endpoint endpoint) {
    var address = endpoint.address();
    return "--create-resources is for a local cloud, but "
        + endpoint.service()
        + " is asked at "
        + (address == null ? "AWS" : address)
        + "; set AWS_ENDPOINT_URL_"
        + endpoint.service().toUpperCase(Locale.ROOT)
        + " to an address that starts with http://127.0.0.1, or deploy the template.";
  }

  private PrintWriter errors() {
    return Objects.requireNonNull(spec).commandLine().getErr();
  }
}
