package dev.sluice.ingest.worker;

import java.time.Duration;
import java.util.Map;

/// What all execution environments of a node have in common.
///
/// @param region AWS region the functions see
/// @param credentials of the functions; those of a node on AWS change every few hours
/// @param endpoints further variables, such as `AWS_ENDPOINT_URL_SQS`; a function's own win
/// @param idleTime how long an environment may wait for work before it ends (LIFE-011)
/// @param initLimit how long Init may take before it is run again inside the first invocation's
///   timeout; 10 s on Lambda (LIFE-003)
/// @param startsAtOnce how many environments may be starting at the same time, 1 or more; waiting
///   for that is not Init time
public record WorkerSettings(
    String region,
    LaunchCredentials.Source credentials,
    Map<String, String> endpoints,
    Duration idleTime,
    Duration initLimit,
    int startsAtOnce) {

  public WorkerSettings {
    endpoints = Map.copyOf(endpoints);
    if (!idleTime.isPositive() || !initLimit.isPositive()) {
      throw new IllegalArgumentException(
          "expected a positive idle time and init limit, found " + idleTime + ", " + initLimit);
    }
    if (startsAtOnce < 1) {
      throw new IllegalArgumentException(
          "expected 1 or more starts at once, found " + startsAtOnce);
    }
  }

  /// Ten minutes idle, ten seconds of Init, as many starts at once as there are cores.
  public static WorkerSettings of(
      String region, LaunchCredentials.Source credentials, Map<String, String> endpoints) {
    return new WorkerSettings(
        region,
        credentials,
        endpoints,
        Duration.ofMinutes(10),
        Duration.ofSeconds(10),
        Runtime.getRuntime().availableProcessors());
  }
}
