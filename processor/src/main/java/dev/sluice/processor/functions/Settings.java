package dev.sluice.processor.functions;

import org.jspecify.annotations.Nullable;

/// The environment variables a function is set by; `infra/pipeline.yaml` sets each of them.
final class Settings {

  private final Variables variables;

  /// Reads one variable; null where it is not set.
  interface Variables {
    @Nullable String get(String name);
  }

  Settings(Variables variables) {
    this.variables = variables;
  }

  static Settings ofEnvironment() {
    return new Settings(System::getenv);
  }

  /// A variable that must be set.
  String required(String name) {
    String value = variables.get(name);
    if (value == null || value.isBlank()) {
      throw new IllegalStateException(
          "Environment variable %s must be set, but is not. Set it in the function's template under Environment.Variables."
              .formatted(name));
    }
    return value;
  }

  /// Whether records with known defects are taken (`ACCEPT_DEFECTS`; no, where it is not set).
  boolean acceptsDefects() {
    String value = variables.get("ACCEPT_DEFECTS");
    return switch (value == null ? "false" : value) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw new IllegalStateException(
              "Environment variable ACCEPT_DEFECTS must be true or false, but is %s."
                  .formatted(value));
    };
  }

  /// Whether the SDK was pointed at S3 somewhere else than AWS, where a bucket has no host name.
  boolean hasOwnS3Endpoint() {
    return variables.get("AWS_ENDPOINT_URL_S3") != null
        || variables.get("AWS_ENDPOINT_URL") != null;
  }
}
