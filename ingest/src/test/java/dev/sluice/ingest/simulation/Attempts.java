package dev.sluice.ingest.simulation;

import java.time.Duration;
import java.util.function.Function;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.AbortedException;

/// How a client of the AWS SDK calls a service: over the network, again when the answer is an error
/// that may pass, until its attempts or its time are used up.
final class Attempts {

  private sealed interface Tried<T> {

    record Answered<T>(T answer) implements Tried<T> {}

    record Failed<T>(Fault fault) implements Tried<T> {}
  }

  /// @param attempt how long one attempt waits for its answer
  /// @param call after this no further attempt is begun
  /// @param most attempts, 1 for none but the first
  record Patience(Duration attempt, Duration call, int most) {}

  private static final Duration FIRST_REST = Duration.ofMillis(50);

  private final Network network;
  private final Machine machine;
  private final String service;
  private final Patience patience;

  /// @param service what an outage names
  Attempts(Network network, Machine machine, String service, Patience patience) {
    this.network = network;
    this.machine = machine;
    this.service = service;
    this.patience = patience;
  }

  Machine machine() {
    return machine;
  }

  /// @param effect happens once per attempt, or not at all; its exceptions end the call
  /// @param exception what a fault looks like to the client
  <T> T call(String operation, Supplier<T> effect, Function<Fault, RuntimeException> exception) {
    var call = new ServiceCall(service, operation, patience.attempt());
    Duration began = network.world().now();
    for (int attempt = 1; ; attempt++) {
      Tried<T> tried =
          network.call(
              machine,
              call,
              () -> new Tried.Answered<>(effect.get()),
              fault -> new Tried.Failed<>(fault));
      switch (tried) {
        case Tried.Answered<T>(var answer) -> {
          return answer;
        }
        case Tried.Failed<T>(var fault) -> {
          Duration took = network.world().now().minus(began);
          if (attempt >= patience.most() || took.compareTo(patience.call()) >= 0) {
            throw exception.apply(fault);
          }
          rest(attempt);
        }
      }
    }
  }

  private void rest(int attempt) {
    long most = FIRST_REST.toNanos() << attempt;
    try {
      machine.time().pause(Duration.ofNanos(network.world().random().nextLong(most)));
    } catch (InterruptedException told) {
      Thread.currentThread().interrupt();
      throw AbortedException.create("the thread was interrupted between two attempts");
    }
  }
}
