package dev.sluice.ingest.worker;

import dev.sluice.ingest.identity.Arn;
import dev.sluice.ingest.identity.FunctionName;
import dev.sluice.ingest.identity.RequestId;
import dev.sluice.ingest.invoke.InvocationRequest;
import dev.sluice.ingest.invoke.Payload;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;

/// Configurations and requests for functions whose code is the folder of compiled tests.
public final class Functions {

  private Functions() {}

  /// A function with a timeout long enough for a busy machine.
  public static FunctionConfiguration of(String name, Class<?> handler) {
    return of(name, handler, Duration.ofSeconds(60));
  }

  public static FunctionConfiguration of(String name, Class<?> handler, Duration timeout) {
    return of(name, handler.getName() + "::handleRequest", timeout);
  }

  /// A function with a handler of this name, there or not.
  static FunctionConfiguration named(String name, String handler) {
    return of(name, handler, Duration.ofSeconds(60));
  }

  private static FunctionConfiguration of(String name, String handler, Duration timeout) {
    return new FunctionConfiguration(
        new FunctionName(name),
        Arn.parse("arn:aws:lambda:eu-central-1:111122223333:function:" + name),
        Arn.parse("arn:aws:iam::111122223333:role/" + name),
        code(),
        handler,
        timeout,
        256,
        Map.of("COLOUR", "blue", "AWS_REGION", "mars-1"));
  }

  public static InvocationRequest request(FunctionConfiguration function, String event) {
    return new InvocationRequest(
        function.name(),
        new RequestId(UUID.randomUUID().toString()),
        Payload.of(event),
        null,
        Duration.ZERO);
  }

  private static Path code() {
    try {
      return Path.of(Functions.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
