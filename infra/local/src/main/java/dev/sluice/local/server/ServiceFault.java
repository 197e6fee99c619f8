package dev.sluice.local.server;

import java.util.Objects;

/// A request that a service answers with an error of AWS: its code, HTTP status and message.
public final class ServiceFault extends RuntimeException {

  private final int status;
  private final String code;

  /// A fault as the service words it. `status` is 400 to 599.
  public ServiceFault(int status, String code, String message) {
    super(message, null, false, false);
    if (status < 400 || status > 599) {
      throw new IllegalArgumentException("status must be between 400 and 599, but is " + status);
    }
    this.status = status;
    this.code = code;
  }

  /// The HTTP status of the answer.
  public int status() {
    return status;
  }

  /// The code of AWS, such as `ResourceNotFoundException`.
  public String code() {
    return code;
  }

  /// What went wrong, in the service's words.
  public String text() {
    return Objects.requireNonNullElse(getMessage(), code);
  }
}
