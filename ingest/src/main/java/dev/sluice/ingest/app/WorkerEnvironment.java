package dev.sluice.ingest.app;

import dev.sluice.ingest.worker.WorkerSettings;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;

/// What functions are given of the node's own surroundings: region, credentials and the addresses
/// of services.
final class WorkerEnvironment {

  private static final String ENDPOINTS = "AWS_ENDPOINT_URL";

  private WorkerEnvironment() {}

  /// @param variables of the node's process
  static WorkerSettings settings(String region, Map<String, String> variables) {
    Map<String, String> endpoints =
        variables.entrySet().stream()
            .filter(variable -> variable.getKey().startsWith(ENDPOINTS))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    try (var provider = DefaultCredentialsProvider.builder().build()) {
      return WorkerSettings.of(region, credentials(provider), endpoints);
    }
  }

  /// The node's own credentials, which callers of its API sign with: whoever has them may do what
  /// the node may.
  static Map<String, String> apiSecrets() {
    try (var provider = DefaultCredentialsProvider.builder().build()) {
      var found = provider.resolveCredentials();
      return Map.of(found.accessKeyId(), found.secretAccessKey());
    }
  }

  private static Map<String, String> credentials(AwsCredentialsProvider provider) {
    var found = provider.resolveCredentials();
    Map<String, String> credentials = new HashMap<>();
    credentials.put("AWS_ACCESS_KEY_ID", found.accessKeyId());
    credentials.put("AWS_SECRET_ACCESS_KEY", found.secretAccessKey());
    if (found instanceof AwsSessionCredentials session) {
      credentials.put("AWS_SESSION_TOKEN", session.sessionToken());
    }
    return credentials;
  }
}
