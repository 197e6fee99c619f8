package dev.sluice.ingest.app;

import dev.sluice.ingest.lease.LeaseTimes;
import java.time.Duration;

/// How this node runs, which is no matter of the template.
///
/// @param port of the Invoke API and the metrics, on loopback; 0 for any that is free
/// @param tablePrefix of the node's own tables in DynamoDB
/// @param drainLimit how long settling may take when the node stops
/// @param leaseDuration after which a silent node is declared dead
record NodeSettings(int port, String tablePrefix, Duration drainLimit, Duration leaseDuration) {

  NodeSettings {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("expected a port of 0 to 65535, found " + port);
    }
    if (!tablePrefix.matches("[a-zA-Z0-9_.-]{1,200}")) {
      throw new IllegalArgumentException(
          "expected a table prefix of letters, digits, _ . and -, found " + tablePrefix);
    }
    if (drainLimit.isNegative()) {
      throw new IllegalArgumentException(
          "expected a drain limit of 0 or more, found " + drainLimit);
    }
    LeaseTimes.lasting(leaseDuration); // refuses what is too short
  }
}
