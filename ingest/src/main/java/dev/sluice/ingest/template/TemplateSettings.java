package dev.sluice.ingest.template;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/// What a template does not say itself.
///
/// @param stackName gives resources without a name theirs: `STACK-LogicalId`
/// @param cloud whose ARNs are meant
/// @param parameters values by name, in place of defaults
/// @param accountConcurrency invocations at once over all functions (CONC-002)
/// @param now against which a StartingPositionTimestamp is judged
public record TemplateSettings(
    String stackName,
    Cloud cloud,
    Map<String, String> parameters,
    int accountConcurrency,
    Instant now) {

  public TemplateSettings {
    Objects.requireNonNull(cloud);
    Objects.requireNonNull(now);
    parameters = Map.copyOf(parameters);
    if (!stackName.matches("[a-zA-Z][a-zA-Z0-9-]{0,127}")) {
      throw new IllegalArgumentException(
          "expected a stack name of 1 to 128 letters, digits and hyphens that starts with a letter,"
              + " found "
              + stackName);
    }
    if (accountConcurrency < 1) {
      throw new IllegalArgumentException(
          "expected an account concurrency of 1 or more, found " + accountConcurrency);
    }
  }

  /// Partition, region and account of the ARNs in a template.
  ///
  /// @param partition such as `aws`
  /// @param region such as `eu-central-1`
  /// @param account twelve digits
  public record Cloud(String partition, String region, String account) {

    public Cloud {
      if (!account.matches("[0-9]{12}")) {
        throw new IllegalArgumentException(
            "expected an account of twelve digits, found " + account);
      }
      if (partition.isBlank() || region.isBlank()) {
        throw new IllegalArgumentException("expected a partition and a region, found none");
      }
    }

    /// The cloud of a region in the account given.
    public static Cloud of(String region, String account) {
      String partition =
          region.startsWith("cn-") ? "aws-cn" : region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
      return new Cloud(partition, region, account);
    }
  }
}
