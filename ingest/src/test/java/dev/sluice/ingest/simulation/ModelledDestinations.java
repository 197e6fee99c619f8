package dev.sluice.ingest.simulation;

import dev.sluice.ingest.destination.Delivery;
import dev.sluice.ingest.destination.Destination;
import dev.sluice.ingest.destination.DestinationSender;
import dev.sluice.ingest.destination.InvocationRecord;
import java.time.Duration;
import java.util.function.BiConsumer;

/// The destinations of failure records. What one has taken it keeps.
final class ModelledDestinations {

  static final String SERVICE = "destinations";

  private static final ServiceCall SEND = new ServiceCall(SERVICE, "send", Duration.ofSeconds(10));

  private final Network network;
  private final Mishaps mishaps;
  private final BiConsumer<Destination, InvocationRecord> taken;
  private final BiConsumer<Destination, InvocationRecord> refused;
  private long count;

  /// @param taken hears of each record the moment it is durable, on the simulator's thread
  /// @param refused hears of each that is refused for good
  ModelledDestinations(
      Network network,
      Mishaps mishaps,
      BiConsumer<Destination, InvocationRecord> taken,
      BiConsumer<Destination, InvocationRecord> refused) {
    this.network = network;
    this.mishaps = mishaps;
    this.taken = taken;
    this.refused = refused;
  }

  /// How many records were taken.
  long count() {
    return count;
  }

  /// The destinations as one machine reaches them.
  DestinationSender sender(Machine machine) {
    return (destination, record, _) ->
        network.<Delivery>call(
            machine,
            SEND,
            () -> take(destination, record),
            fault -> new Delivery.Refused(fault.why(), true));
  }

  private Delivery take(Destination destination, InvocationRecord record) {
    if (mishaps.happens(Mishap.DESTINATION_REFUSED)) {
      return new Delivery.Refused("throttled", true);
    }
    if (mishaps.happens(Mishap.DESTINATION_REFUSED_FOR_GOOD)) {
      refused.accept(destination, record);
      return new Delivery.Refused("the record is not to its liking", false);
    }
    count++;
    taken.accept(destination, record);
    return new Delivery.Delivered();
  }
}
