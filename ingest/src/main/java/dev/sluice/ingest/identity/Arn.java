package dev.sluice.ingest.identity;

import java.util.Objects;

/// An Amazon Resource Name, `arn:partition:service:region:account:resource`.
///
/// @param partition such as `aws`
/// @param service such as `sqs`
/// @param region may be empty (S3)
/// @param account twelve digits, or empty (S3)
/// @param resource everything after the fifth colon, colons included
public record Arn(
    String partition, String service, String region, String account, String resource) {

  public Arn {
    Objects.requireNonNull(partition);
    Objects.requireNonNull(service);
    Objects.requireNonNull(region);
    Objects.requireNonNull(account);
    if (service.isEmpty() || resource.isEmpty()) {
      throw new IllegalArgumentException("An ARN needs a service and a resource");
    }
  }

  /// Reads an ARN.
  ///
  /// @throws IllegalArgumentException when the text is not one; the message says what was found
  public static Arn parse(String text) {
    String[] parts = text.split(":", 6);
    if (parts.length != 6 || !parts[0].equals("arn")) {
      throw new IllegalArgumentException(
          "expected arn:partition:service:region:account:resource, found " + text);
    }
    return new Arn(parts[1], parts[2], parts[3], parts[4], parts[5]);
  }

  /// The last part of the resource after its last `/` or `:`; a queue's, stream's or function's
  /// name.
  public String name() {
    int cut = Math.max(resource.lastIndexOf('/'), resource.lastIndexOf(':'));
    return resource.substring(cut + 1);
  }

  @Override
  public String toString() {
    return String.join(":", "arn", partition, service, region, account, resource);
  }
}
