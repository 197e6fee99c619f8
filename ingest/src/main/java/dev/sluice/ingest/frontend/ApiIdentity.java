package dev.sluice.ingest.frontend;

import dev.sluice.ingest.identity.Arn;
import java.util.Map;

/// Whose API this is.
///
/// @param region of its function ARNs, and the one requests must be signed for
/// @param account of its function ARNs, twelve digits
/// @param secrets secret access keys by access key id; who has one may do everything
public record ApiIdentity(String region, String account, Map<String, String> secrets) {

  public ApiIdentity {
    secrets = Map.copyOf(secrets);
  }

  Arn function(String resource) {
    return new Arn("aws", "lambda", region, account, "function:" + resource);
  }

  /// Never shows a secret.
  @Override
  public String toString() {
    return "API of account " + account + " in " + region;
  }
}
