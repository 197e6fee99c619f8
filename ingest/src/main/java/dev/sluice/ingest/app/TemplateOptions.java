package dev.sluice.ingest.app;

import dev.sluice.ingest.template.TemplateSettings;
import dev.sluice.ingest.template.TemplateSettings.Cloud;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.providers.AwsProfileRegionProvider;
import software.amazon.awssdk.regions.providers.AwsRegionProviderChain;
import software.amazon.awssdk.regions.providers.SystemSettingsRegionProvider;

/// Options of every command that reads a template. Filled by the command line, then only read.
final class TemplateOptions {

  private static final String FALLBACK_REGION = "us-east-1";

  @Parameters(paramLabel = "TEMPLATE", description = "A SAM template, YAML or JSON.")
  private Path template = Path.of("template.yaml");

  @Option(
      names = {"-p", "--parameter"},
      paramLabel = "NAME=VALUE",
      description = "A parameter of the template, instead of its default. Can be repeated.")
  private Map<String, String> parameters = new LinkedHashMap<>();

  @Option(
      names = "--stack-name",
      paramLabel = "NAME",
      defaultValue = "${env:SLUICE_STACK_NAME:-sluice}",
      description =
          "Names resources that have no name of their own, and checkpoints. Default:"
              + " SLUICE_STACK_NAME, or sluice.")
  private String stackName = "sluice";

  @Option(
      names = "--account-id",
      paramLabel = "ID",
      defaultValue = "${env:SLUICE_ACCOUNT_ID:-000000000000}",
      description =
          "The account in ARNs; needed to run anywhere but on a local cloud. Default:"
              + " SLUICE_ACCOUNT_ID, or the local cloud's, 000000000000.")
  private String accountId = "000000000000";

  @Option(
      names = "--account-concurrency",
      paramLabel = "N",
      defaultValue = "${env:SLUICE_ACCOUNT_CONCURRENCY:-1000}",
      description =
          "Invocations at once over all functions. Default: SLUICE_ACCOUNT_CONCURRENCY, or 1000.")
  private int accountConcurrency = 1_000;

  Path template() {
    return template;
  }

  TemplateSettings settings(Instant now) {
    var cloud = Cloud.of(region(), accountId);
    return new TemplateSettings(stackName, cloud, parameters, accountConcurrency, now);
  }

  /// The region of environment, system properties or profile, without asking any server.
  static String region() {
    try {
      return new AwsRegionProviderChain(
              new SystemSettingsRegionProvider(), new AwsProfileRegionProvider())
          .getRegion()
          .id();
    } catch (SdkClientException none) {
      return FALLBACK_REGION;
    }
  }
}
