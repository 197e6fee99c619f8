package dev.sluice.ingest.provision;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/// Where a service is asked.
///
/// @param service such as `SQS`
/// @param address null when it is AWS itself
public record Endpoint(String service, @Nullable URI address) {

  /// Whether it can be nothing but this machine. Names are not looked up, since what a name means
  /// may change.
  public boolean isLoopback() {
    if (address == null || address.getHost() == null) {
      return false;
    }
    String host = address.getHost();
    return host.equals("localhost")
        || host.equals("[::1]")
        || host.matches("127\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}");
  }
}
