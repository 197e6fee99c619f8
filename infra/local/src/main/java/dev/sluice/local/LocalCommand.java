package dev.sluice.local;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `sluice local`: the local cloud alone, until it is told to stop.
@Command(
    name = "sluice local",
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Run only the local cloud: SQS, SNS, S3, Kinesis and DynamoDB on 127.0.0.1.",
      "",
      "Any AWS SDK or the AWS command line uses it when the environment says so; no code changes. "
          + "All is in memory: when the command ends, queues, tables, streams and buckets are gone."
    },
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./sluice local --env-file cloud.env       start it; in another shell:",
      "    . ./cloud.env",
      "    aws sqs create-queue --queue-name orders",
      "    ./sluice run infra/pipeline.yaml --create-resources",
      "  ./sluice local --port sqs=9324 --port dynamodb=8000",
      "",
      "Account 000000000000, region us-east-1, any credentials. Buckets and topics",
      "deliver to queues. Topics are standard ones, without filter policies; streams",
      "have fixed shards.",
      "",
      "Exit codes: 1 a service could not start, 2 wrong usage, 130 after Ctrl-C, 143",
      "after SIGTERM."
    })
public final class LocalCommand implements Callable<Integer> {

  private static final int HIGHEST_PORT = 65_535;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--env-file",
      paramLabel = "FILE",
      description =
          "Write addresses, credentials and region to FILE as export lines once all services "
              + "answer, readable by you alone. FILE is removed at the end.")
  private @Nullable Path environmentFile;

  @Option(
      names = "--port",
      paramLabel = "SERVICE=N",
      description =
          "Let SERVICE (sqs, sns, s3, kinesis, dynamodb) listen on port N; may be given for "
              + "each. Otherwise each takes a free port.")
  private Map<Service, Integer> ports = new EnumMap<>(Service.class);

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this text and end.")
  @SuppressWarnings("UnusedVariable") // Read by picocli.
  private boolean help;

  private LocalCommand() {}

  /// Runs the command and exits.
  public static void main(String[] arguments) {
    if (System.getProperty("logback.configurationFile") == null) {
      System.setProperty("logback.configurationFile", "dev/sluice/local/command-logback.xml");
    }
    var command =
        new CommandLine(new LocalCommand())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setExecutionExceptionHandler(LocalCommand::failed);
    System.exit(command.execute(arguments));
  }

  private static int failed(
      Exception failure, CommandLine command, CommandLine.ParseResult arguments) {
    command.getErr().println("sluice local: " + failure.getMessage());
    return CommandLine.ExitCode.SOFTWARE;
  }

  /// Starts all, says where they are and waits; only a signal ends it.
  @Override
  public Integer call() throws IOException, InterruptedException {
    var commandSpec = Objects.requireNonNull(spec);
    ports.forEach((service, port) -> requirePort(commandSpec, service, port));
    var file = Optional.ofNullable(environmentFile).map(EnvironmentFile::new);
    if (file.isPresent()) {
      file.get().clear();
    }
    var cloud = LocalCloud.start(EnumSet.allOf(Service.class), ports);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(cloud, file), "end-of-local-cloud"));
    if (file.isPresent()) {
      file.get().write(cloud.environment());
    }
    tell(commandSpec.commandLine().getOut(), cloud, file);
    new CountDownLatch(1).await();
    return CommandLine.ExitCode.OK;
  }

  private static void requirePort(CommandSpec spec, Service service, int port) {
    if (port < 0 || port > HIGHEST_PORT) {
      throw new ParameterException(
          spec.commandLine(),
          "--port " + service + " must be between 0 and " + HIGHEST_PORT + ", but is " + port);
    }
  }

  private static void end(LocalCloud cloud, Optional<EnvironmentFile> file) {
    cloud.close();
    try {
      if (file.isPresent()) {
        file.get().clear();
      }
    } catch (IOException e) {
      System.err.println("sluice local: the environment file stays: " + e.getMessage());
    }
  }

  private static void tell(PrintWriter out, LocalCloud cloud, Optional<EnvironmentFile> file) {
    out.printf(
        "The local cloud is up: account %s, region %s.%n%n", LocalCloud.ACCOUNT, LocalCloud.REGION);
    for (var service : cloud.services()) {
      out.printf("  %-9s %-24s %s%n", service, cloud.endpoint(service), servedBy(service));
    }
    if (file.isPresent()) {
      out.printf("%nTo use it in another shell:  . %s%n", file.get().path().toAbsolutePath());
    } else {
      out.printf("%nTo use it in another shell, paste there:%n%n");
      cloud.environment().forEach((k, v) -> out.printf("  export %s=%s%n", k, v));
    }
    out.printf("%nCtrl-C ends it; nothing is kept.%n");
    out.flush();
  }

  private static String servedBy(Service service) {
    return switch (service) {
      case SQS -> "ElasticMQ";
      case SNS, KINESIS -> "our own";
      case S3 -> "s3proxy, with bucket notifications";
      case DYNAMODB -> "DynamoDB Local";
    };
  }
}
