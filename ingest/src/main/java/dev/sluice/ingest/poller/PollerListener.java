package dev.sluice.ingest.poller;

import dev.sluice.ingest.mapping.EventSourceMapping;
import dev.sluice.ingest.mapping.StreamMapping;
import dev.sluice.ingest.source.ShardId;
import java.time.Duration;

/// Hears what pollers do. Metrics, logs of the mapping and the dashboard come from the same events.
/// Called on the pollers' own threads by many pollers at once: be quick and do not throw.
public interface PollerListener {

  /// A listener that hears nothing.
  PollerListener NONE = new PollerListener() {};

  /// One poll brought `events` records; 0 for an empty one (OBS-020).
  default void polled(EventSourceMapping mapping, int events) {}

  /// `events` records were rejected by the mapping's filters (OBS-021).
  default void filteredOut(EventSourceMapping mapping, int events) {}

  /// `events` records were handed to the function; retries count again (OBS-022).
  default void invoked(EventSourceMapping mapping, int events) {}

  /// The invocation of `events` records failed, was refused, or named some of them as failed
  /// (OBS-023).
  default void failedInvoke(EventSourceMapping mapping, int events) {}

  /// An invocation was refused for want of room: `events` records wait for their turn.
  default void throttled(EventSourceMapping mapping, int events) {}

  /// `events` messages were deleted from their queue after processing (OBS-026).
  default void deleted(EventSourceMapping mapping, int events) {}

  /// A delete of `events` messages came too late to be sure that it took effect.
  default void deleteInDoubt(EventSourceMapping mapping, int events) {}

  /// `events` records were given up without reaching a destination (OBS-024).
  default void dropped(EventSourceMapping mapping, int events) {}

  /// The failure record of `events` records was delivered (OBS-025).
  default void onFailureDelivered(EventSourceMapping mapping, int events) {}

  /// One attempt to deliver a failure record did not succeed (OBS-027).
  default void destinationDeliveryFailed(EventSourceMapping mapping) {}

  /// A batch is being sent to the function whose last record has this age (KIN-082, OBS-012).
  default void iteratorAge(StreamMapping mapping, ShardId shard, Duration age) {}

  /// A stream poller let go of its shard with `recordsInHand` unsettled records, which will be read
  /// again by the shard's next holder.
  default void leaseLost(StreamMapping mapping, ShardId shard, int recordsInHand) {}

  /// The first record of a shard is tried again although it should be given up: there is nowhere to
  /// report it, and what may have killed a node is not dropped.
  ///
  /// @param reason for the one who must act
  default void stuck(StreamMapping mapping, ShardId shard, String reason) {}

  /// No stream poller of this node works on the shard any more, for whatever reason.
  default void letGo(StreamMapping mapping, ShardId shard) {}
}
