package dev.sluice.ingest.simulation;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Everything between machines and services. A call is made by a simulated thread, which waits in
/// virtual time; its effect happens on the simulator's thread, in one piece.
final class Network {

  private final World world;
  private final Faults faults;

  /// The highest number that arrived on each way.
  private final Map<Way, Long> arrived = new HashMap<>();

  private record Way(Machine from, String service) {}

  private long requests;

  Network(World world) {
    this.world = world;
    this.faults = new Faults(world);
  }

  World world() {
    return world;
  }

  Faults faults() {
    return faults;
  }

  /// How many requests were sent.
  long requests() {
    return requests;
  }

  /// Calls a service that answers at once. The calling thread is one of `from`.
  ///
  /// @param effect what the service does and answers; an exception is its refusal. It may happen
  ///   not at all, twice, or after this has returned
  /// @param failed what the sender gets when there is no answer; may throw
  <T extends @Nullable Object> T call(
      Machine from, ServiceCall what, Supplier<T> effect, Function<Fault, T> failed) {
    return callSlow(
        from,
        what,
        answer -> {
          T value;
          try {
            value = effect.get();
          } catch (RuntimeException refusal) {
            answer.refuse(refusal);
            return;
          }
          answer.give(value);
        },
        failed);
  }

  /// Calls a service that may take its time, such as a receive that waits for messages.
  ///
  /// @param arrival what the service does when a request arrives; answers once, now or later
  <T extends @Nullable Object> T callSlow(
      Machine from, ServiceCall what, Consumer<Answer<T>> arrival, Function<Fault, T> failed) {
    from.mustRunHere();
    long number = requests++;
    var exchange = new Exchange<>(this, from, what, number, arrival);
    world.trace().mix(number ^ ((long) what.operation().hashCode() << 32));
    exchange.send();
    return exchange.await(failed);
  }

  /// A request arrives; notes whether a later one was faster.
  void arrives(Machine from, String service, long number) {
    Long highest = arrived.merge(new Way(from, service), number, Math::max);
    if (highest > number) {
      faults.met(FaultKind.REORDER);
    }
  }
}
