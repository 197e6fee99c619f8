package dev.sluice.ingest.template;

import dev.sluice.ingest.eventqueue.EventInvokeConfig;
import dev.sluice.ingest.identity.Arn;
import dev.sluice.ingest.identity.FunctionName;
import dev.sluice.ingest.worker.FunctionConfiguration;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A function with all that the template says of it.
///
/// @param logicalId the resource's name in the template
/// @param reservedConcurrency guarantee and cap (CONC-004); null when it shares the account's
/// @param continuesWhenCutOff whether it goes on while the node cannot tell what the other nodes
///   run; always when it has no reserved concurrency
/// @param eventInvokeConfig how its asynchronous events are retried
/// @param inbox the queue its asynchronous events wait in
public record ResolvedFunction(
    String logicalId,
    FunctionConfiguration configuration,
    @Nullable Integer reservedConcurrency,
    boolean continuesWhenCutOff,
    EventInvokeConfig eventInvokeConfig,
    Arn inbox) {

  /// An inbox message stays hidden for the function's timeout and this, in which it is settled.
  private static final Duration SETTLING = Duration.ofSeconds(10);

  public FunctionName name() {
    return configuration.name();
  }

  /// How long a message of the inbox is hidden while it is handled.
  public Duration inboxVisibility() {
    return configuration.timeout().plus(SETTLING);
  }

  /// The name of a function's inbox.
  public static String inboxName(FunctionName function) {
    return "sluice-inbox-" + function;
  }
}
