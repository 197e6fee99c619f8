package dev.sluice.ingest.simulation;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One request and what becomes of it: at most one fault is chosen when it is sent.
final class Exchange<T extends @Nullable Object> {

  /// A request that was given up still takes effect at most this much later.
  private static final Duration LATE_AT_MOST = Duration.ofSeconds(30);

  /// A duplicate follows at most this much later.
  private static final Duration DUPLICATE_AT_MOST = Duration.ofSeconds(5);

  private static final Duration OVERTAKEN_AT_MOST = Duration.ofMillis(500);

  private final Network network;
  private final World world;
  private final Faults faults;
  private final Machine from;
  private final ServiceCall what;
  private final long number;
  private final Consumer<Answer<T>> arrival;
  private final Gate gate = new Gate();

  private @Nullable FaultKind fault;

  /// Whether the answer to the first of two requests was lost, so that the sender waits for the
  /// second.
  private boolean firstIsLost;

  /// How the call ends for its sender; null while it waits.
  private @Nullable Ending<T> ending;

  /// Ends the wait for a service that takes its time; null for the others.
  private @Nullable Event timeout;

  Exchange(
      Network network, Machine from, ServiceCall what, long number, Consumer<Answer<T>> arrival) {
    this.network = network;
    this.world = network.world();
    this.faults = network.faults();
    this.from = from;
    this.what = what;
    this.number = number;
    this.arrival = arrival;
  }

  void send() {
    if (faults.isOut(from, what.service())) {
      world.at(faults.upTo(what.timeout()), () -> fail(FaultKind.OUTAGE));
      return;
    }
    FaultKind rolled = faults.roll(what);
    fault = rolled;
    say("is sent");
    switch (rolled) {
      case THROTTLE, FAILURE -> world.at(roundTrip(), () -> fail(rolled));
      case LATE_EFFECT -> {
        world.at(what.timeout(), () -> end(new Ending.Failed<>(why(FaultKind.LATE_EFFECT))));
        world.at(what.timeout().plus(lateness()), () -> arrive(true));
      }
      case DELAY -> world.at(faults.upTo(what.timeout()), () -> arrive(true));
      case REORDER -> world.at(faults.upTo(shorter(OVERTAKEN_AT_MOST)), () -> arrive(true));
      case DUPLICATE -> {
        firstIsLost = world.random().nextBoolean();
        world.at(faults.latency(), () -> arrive(true));
      }
      case ERROR_AFTER_SUCCESS, OUTAGE, ORPHAN -> world.at(faults.latency(), () -> arrive(true));
      case null -> world.at(faults.latency(), () -> arrive(true));
    }
  }

  /// Waits on the sender's thread for what the call comes to.
  T await(Function<Fault, T> failed) {
    gate.pass();
    return switch (ending) {
      case null -> throw new IllegalStateException(what + " has no ending");
      case Ending.Answered<T>(var value) -> value;
      case Ending.Refused<T>(var refusal) -> throw refusal;
      case Ending.Failed<T>(var why) -> failed.apply(why);
    };
  }

  /// Now and then the sender stands still meanwhile, as both come of the same trouble: then others
  /// have time to take its place before the request has its effect.
  private Duration lateness() {
    if (!faults.standsStill()) {
      return faults.upTo(LATE_AT_MOST);
    }
    from.pause(LATE_AT_MOST.plus(between(Duration.ZERO, LATE_AT_MOST)));
    return between(LATE_AT_MOST.dividedBy(2), LATE_AT_MOST);
  }

  private Duration between(Duration least, Duration most) {
    return least.plusNanos(world.random().nextLong(most.minus(least).toNanos()));
  }

  private Duration roundTrip() {
    return faults.latency().plus(faults.latency());
  }

  private Duration shorter(Duration other) {
    return what.timeout().compareTo(other) < 0 ? what.timeout() : other;
  }

  private void arrive(boolean first) {
    if (from.hasCrashed() && world.random().nextBoolean()) {
      return; // it never left the machine
    }
    if (first) {
      network.arrives(from, what.service(), number);
    }
    if (fault == FaultKind.DELAY) {
      faults.met(FaultKind.DELAY);
    }
    say(first ? "arrives" : "arrives again");
    var answering = new Answering(first);
    arrival.accept(answering);
    if (!answering.answered && ending == null) {
      timeout = world.at(what.timeout(), () -> fail(FaultKind.DELAY));
    }
  }

  /// The service has answered one of the requests.
  private void answered(boolean first, Ending<T> answer, boolean effect) {
    if (effect && from.hasCrashed()) {
      faults.met(FaultKind.ORPHAN);
    }
    switch (fault) {
      case ERROR_AFTER_SUCCESS ->
          world.at(
              faults.latency(),
              () -> fail(effect ? FaultKind.ERROR_AFTER_SUCCESS : FaultKind.FAILURE));
      case LATE_EFFECT -> count(effect, FaultKind.LATE_EFFECT);
      case DUPLICATE -> {
        if (first) {
          world.at(faults.upTo(shorter(DUPLICATE_AT_MOST)), () -> arrive(false));
        } else {
          count(effect, FaultKind.DUPLICATE);
        }
        if (first != firstIsLost) {
          tell(answer);
        }
      }
      case THROTTLE, FAILURE, DELAY, REORDER, OUTAGE, ORPHAN -> tell(answer);
      case null -> tell(answer);
    }
  }

  private void count(boolean effect, FaultKind kind) {
    if (effect) {
      faults.met(kind);
    }
  }

  private void tell(Ending<T> answer) {
    world.at(faults.latency(), () -> end(answer));
  }

  private void fail(FaultKind kind) {
    if (ending == null && !from.hasCrashed()) {
      faults.met(kind);
      end(new Ending.Failed<>(why(kind)));
    }
  }

  private Fault why(FaultKind kind) {
    return new Fault(kind, what);
  }

  private void end(Ending<T> how) {
    if (ending == null) {
      ending = how;
      if (timeout != null) {
        timeout.cancel();
      }
      gate.open();
      say("ends");
    }
  }

  private void say(String happens) {
    world
        .trace()
        .say(
            () ->
                world.stamp()
                    + from.name()
                    + " "
                    + what
                    + " #"
                    + number
                    + " "
                    + happens
                    + (fault == null ? "" : " " + fault));
  }

  private final class Answering implements Answer<T> {

    private final boolean first;
    private boolean answered;

    Answering(boolean first) {
      this.first = first;
    }

    @Override
    public void give(T value) {
      once();
      answered(first, new Ending.Answered<>(value), true);
    }

    @Override
    public void refuse(RuntimeException refusal) {
      once();
      answered(first, new Ending.Refused<>(refusal), false);
    }

    private void once() {
      if (answered) {
        throw new IllegalStateException(what + " was answered twice");
      }
      answered = true;
    }
  }
}
