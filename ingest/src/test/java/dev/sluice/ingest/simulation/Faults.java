package dev.sluice.ingest.simulation;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// How bad the network is now, and how often each fault was really met.
final class Faults {

  private final World world;

  /// Of those that are in it, one request meets one at most.
  private final Map<FaultKind, Double> probability = new EnumMap<>(FaultKind.class);

  private final Map<FaultKind, Long> counts = new EnumMap<>(FaultKind.class);

  /// Until when a service is out of reach, in true nanoseconds.
  private final Map<Outage, Long> outages = new HashMap<>();

  /// @param machine null for all of them
  private record Outage(String service, @Nullable Machine machine) {}

  private double standingStill;
  private final Map<String, Double> lateOperations = new HashMap<>();
  private long leastLatency = Duration.ofMillis(1).toNanos();
  private long mostLatency = Duration.ofMillis(20).toNanos();

  Faults(World world) {
    this.world = world;
    for (FaultKind kind : FaultKind.values()) {
      counts.put(kind, 0L);
    }
  }

  /// How often a request meets this kind. For [FaultKind#OUTAGE] see [#outage]; an orphan comes of
  /// a crash by itself.
  void probability(FaultKind kind, double value) {
    if (kind == FaultKind.OUTAGE || kind == FaultKind.ORPHAN) {
      throw new IllegalArgumentException(kind + " is not met by chance");
    }
    probability.put(kind, value);
  }

  /// How often requests of one operation take effect late, beside what all requests meet.
  void late(String operation, double value) {
    lateOperations.put(operation, value);
  }

  /// How likely a machine stands still while a request of it takes effect late.
  void standingStill(double value) {
    standingStill = value;
  }

  boolean standsStill() {
    return world.random().nextDouble() < standingStill;
  }

  /// How long a request or an answer is on its way when nothing is wrong.
  void latency(Duration least, Duration most) {
    leastLatency = least.toNanos();
    mostLatency = most.toNanos();
  }

  /// Nobody reaches the service for a while.
  void outage(String service, Duration duration) {
    begin(new Outage(service, null), duration);
  }

  /// One machine does not reach the service for a while.
  void outage(Machine machine, String service, Duration duration) {
    begin(new Outage(service, machine), duration);
  }

  private void begin(Outage outage, Duration duration) {
    world.trace().say(() -> world.stamp() + outage + " for " + duration);
    outages.merge(outage, world.nanos() + duration.toNanos(), Math::max);
  }

  /// From now on nothing goes wrong any more, but for what is already on its way.
  void calm() {
    probability.clear();
    lateOperations.clear();
    outages.clear();
  }

  /// How often each kind was really met: where it changed what a sender saw or a service did.
  Map<FaultKind, Long> counts() {
    return Collections.unmodifiableMap(counts);
  }

  void met(FaultKind kind) {
    counts.merge(kind, 1L, Long::sum);
  }

  boolean isOut(Machine machine, String service) {
    return !outages.isEmpty()
        && (isOn(new Outage(service, null)) || isOn(new Outage(service, machine)));
  }

  private boolean isOn(Outage outage) {
    Long until = outages.get(outage);
    return until != null && world.nanos() < until;
  }

  /// What goes wrong with one request; null for nothing.
  @Nullable FaultKind roll(ServiceCall what) {
    Double late = lateOperations.get(what.operation());
    if (late != null && world.random().nextDouble() < late) {
      return FaultKind.LATE_EFFECT;
    }
    double rolled = world.random().nextDouble();
    for (var each : probability.entrySet()) {
      rolled -= each.getValue();
      if (rolled < 0) {
        return each.getKey();
      }
    }
    return null;
  }

  Duration latency() {
    RandomGenerator random = world.random();
    return Duration.ofNanos(
        leastLatency + random.nextLong(Math.max(1, mostLatency - leastLatency)));
  }

  /// A time up to a limit, short ones as likely as long ones of ten times the length.
  Duration upTo(Duration limit) {
    double most = Math.log((double) Math.max(2, limit.toNanos()));
    double least = Math.min(Math.log((double) Math.max(2, leastLatency)), most);
    RandomGenerator random = world.random();
    return Duration.ofNanos((long) Math.exp(least + random.nextDouble() * (most - least)));
  }
}
