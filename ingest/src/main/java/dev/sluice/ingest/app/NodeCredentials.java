package dev.sluice.ingest.app;

import dev.sluice.ingest.frontend.ApiKeys;
import dev.sluice.ingest.worker.LaunchCredentials;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.core.exception.SdkException;

/// The node's own credentials, as they are at the moment: on ECS and EC2 they change every few
/// hours. Functions are given them, and callers of the API sign with them: whoever has them may do
/// what the node may.
final class NodeCredentials {

  private final AwsCredentialsProvider provider;

  /// @param provider keeps them until shortly before they expire; stays the caller's
  NodeCredentials(AwsCredentialsProvider provider) {
    this.provider = provider;
  }

  /// For an environment that starts now.
  LaunchCredentials forLaunch() throws IOException {
    try {
      var found = provider.resolveCredentials();
      Map<String, String> variables = new HashMap<>();
      variables.put("AWS_ACCESS_KEY_ID", found.accessKeyId());
      variables.put("AWS_SECRET_ACCESS_KEY", found.secretAccessKey());
      if (found instanceof AwsSessionCredentials session) {
        variables.put("AWS_SESSION_TOKEN", session.sessionToken());
      }
      return new LaunchCredentials(variables, found.expirationTime().orElse(null));
    } catch (SdkException none) {
      throw new IOException("no credentials for it: " + none.getMessage(), none);
    }
  }

  /// What a request that comes now is signed with.
  ApiKeys.Key apiKey() {
    var found = provider.resolveCredentials();
    return new ApiKeys.Key(found.accessKeyId(), found.secretAccessKey());
  }
}
