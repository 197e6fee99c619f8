package dev.sluice.ingest.simulation;

import java.time.Duration;

/// A request as the network sees it.
///
/// @param service such as `sqs`; what an outage names
/// @param timeout when its sender gives up, in true time
record ServiceCall(String service, String operation, Duration timeout) {

  @Override
  public String toString() {
    return service + "." + operation;
  }
}
