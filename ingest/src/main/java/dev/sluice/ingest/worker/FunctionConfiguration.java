package dev.sluice.ingest.worker;

import dev.sluice.ingest.identity.Arn;
import dev.sluice.ingest.identity.FunctionName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/// What it takes to run a function.
///
/// @param name bare name
/// @param arn unqualified
/// @param role the execution role's ARN, shown in events as `invokeIdentityArn` (KIN-031)
/// @param code a jar, or a folder of classes and jars
/// @param handler `package.Class` or `package.Class::method` (LIFE-046)
/// @param timeout 1 to 900 s (LIFE-005)
/// @param memorySize 128 to 10,240 MB
/// @param environment the function's own variables
public record FunctionConfiguration(
    FunctionName name,
    Arn arn,
    Arn role,
    Path code,
    String handler,
    Duration timeout,
    int memorySize,
    Map<String, String> environment) {

  public FunctionConfiguration {
    environment = Map.copyOf(environment);
    if (timeout.toSeconds() < 1 || timeout.toSeconds() > 900) {
      throw new IllegalArgumentException("expected a timeout of 1 to 900 s, found " + timeout);
    }
    if (memorySize < 128 || memorySize > 10_240) {
      throw new IllegalArgumentException("expected 128 to 10240 MB of memory, found " + memorySize);
    }
  }
}
