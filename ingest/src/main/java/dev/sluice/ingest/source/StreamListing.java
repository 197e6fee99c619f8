package dev.sluice.ingest.source;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;

/// What a stream says of itself.
public sealed interface StreamListing {

  /// The stream answered.
  ///
  /// @param created when the stream was made: a stream made anew under its old name is another one
  /// @param asked the service's own time, for making LATEST durable
  /// @param shards open and closed, each once
  record Shards(Instant created, Instant asked, List<ListedShard> shards) implements StreamListing {

    public Shards {
      created = created.truncatedTo(ChronoUnit.MILLIS); // as lease rows keep it
      shards = List.copyOf(shards);
    }
  }

  /// The stream does not exist.
  ///
  /// @param why for logs
  record Gone(String why) implements StreamListing {}

  /// The stream could not be asked.
  ///
  /// @param why for logs
  record OutOfReach(String why) implements StreamListing {}

  /// One shard and whom it came from.
  ///
  /// @param id of the shard
  /// @param parents none, one (split) or two (merge); they may be trimmed already
  record ListedShard(ShardId id, Set<ShardId> parents) {

    public ListedShard {
      parents = Set.copyOf(parents);
    }
  }
}
