package dev.sluice.local.child;

import java.time.Duration;

/// Runs DynamoDB Local, in memory, in a process whose class path has it: `DynamoDbMain PORT`.
///
/// Left alone it listens on all interfaces and has no option to change that, so its listener is
/// moved to loopback before it starts. That, and our own class path being free of it, is why
/// reflection is used.
final class DynamoDbMain {

  private static final String RUNNER = "software.amazon.dynamodb.services.local.main.ServerRunner";

  /// Longer than clients keep a connection unused, so that none is used while it is being closed.
  private static final Duration IDLE_LIMIT = Duration.ofMinutes(3);

  private DynamoDbMain() {}

  public static void main(String[] arguments) throws ReflectiveOperationException {
    ParentWatch.begin();
    String[] options = {"-inMemory", "-sharedDb", "-disableTelemetry"};
    var proxy =
        Class.forName(RUNNER)
            .getMethod("createServerFromCommandLineArgs", String[].class)
            .invoke(null, (Object) options);
    var field = proxy.getClass().getDeclaredField("server");
    field.setAccessible(true);
    var jetty = field.get(proxy);
    var connectors = (Object[]) jetty.getClass().getMethod("getConnectors").invoke(jetty);
    var connector = connectors[0];
    connector.getClass().getMethod("setHost", String.class).invoke(connector, "127.0.0.1");
    connector
        .getClass()
        .getMethod("setPort", int.class)
        .invoke(connector, Integer.parseInt(arguments[0]));
    connector
        .getClass()
        .getMethod("setIdleTimeout", long.class)
        .invoke(connector, IDLE_LIMIT.toMillis());
    jetty.getClass().getMethod("start").invoke(jetty);
    ParentWatch.ready((int) connector.getClass().getMethod("getLocalPort").invoke(connector));
  }
}
