package dev.sluice.ingest.frontend;

import dev.sluice.ingest.identity.Arn;

/// Whose API this is.
///
/// @param region of its function ARNs, and the one requests must be signed for
/// @param account of its function ARNs, twelve digits
/// @param keys that requests are signed with
public record ApiIdentity(String region, String account, ApiKeys keys) {

  Arn function(String resource) {
    return new Arn("aws", "lambda", region, account, "function:" + resource);
  }

  /// Never shows a secret.
  @Override
  public String toString() {
    return "API of account " + account + " in " + region;
  }
}
