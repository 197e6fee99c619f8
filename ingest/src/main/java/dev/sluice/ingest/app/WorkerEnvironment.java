package dev.sluice.ingest.app;

import dev.sluice.ingest.worker.WorkerSettings;
import java.util.Map;
import java.util.stream.Collectors;

/// What functions are given of the node's own surroundings: region, credentials and the addresses
/// of services.
final class WorkerEnvironment {

  private static final String ENDPOINTS = "AWS_ENDPOINT_URL";

  private WorkerEnvironment() {}

  /// @param variables of the node's process
  static WorkerSettings settings(
      String region, Map<String, String> variables, NodeCredentials credentials) {
    Map<String, String> endpoints =
        variables.entrySet().stream()
            .filter(variable -> variable.getKey().startsWith(ENDPOINTS))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    return WorkerSettings.of(region, credentials::forLaunch, endpoints);
  }
}
