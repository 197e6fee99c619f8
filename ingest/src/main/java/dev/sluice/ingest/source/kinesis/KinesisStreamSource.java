package dev.sluice.ingest.source.kinesis;

import dev.sluice.ingest.identity.Arn;
import dev.sluice.ingest.source.ShardId;
import dev.sluice.ingest.source.StreamListing;
import dev.sluice.ingest.source.StreamListing.ListedShard;
import dev.sluice.ingest.source.StreamSource;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.ListShardsRequest;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;
import software.amazon.awssdk.services.kinesis.model.Shard;

/// One stream of Amazon Kinesis, read with standard iterators.
public final class KinesisStreamSource implements StreamSource {

  private final KinesisClient client;
  private final Arn stream;

  public KinesisStreamSource(KinesisClient client, Arn stream) {
    this.client = client;
    this.stream = stream;
  }

  @Override
  public StreamListing list() {
    try {
      var summary = client.describeStreamSummary(r -> r.streamARN(stream.toString()));
      Instant created = summary.streamDescriptionSummary().streamCreationTimestamp();
      Instant asked = serverTime(summary.sdkHttpResponse());
      return new StreamListing.Shards(created, asked, listShards());
    } catch (ResourceNotFoundException gone) {
      return new StreamListing.Gone("The stream " + stream + " does not exist");
    } catch (SdkException failure) {
      return new StreamListing.OutOfReach(String.valueOf(failure.getMessage()));
    }
  }

  /// The service's clock decides what LATEST means; this node's may be wrong. The header is in
  /// whole seconds, cut off: nothing written after the question is missed.
  private static Instant serverTime(SdkHttpResponse response) {
    String date =
        response
            .firstMatchingHeader("Date")
            .orElseThrow(
                () -> new IllegalStateException("The answer of Kinesis has no Date header"));
    return ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
  }

  private List<ListedShard> listShards() {
    var request = ListShardsRequest.builder().streamARN(stream.toString()).build();
    var page = client.listShards(request);
    var shards = new HashSet<>(listed(page.shards()));
    while (page.nextToken() != null) {
      String token = page.nextToken();
      page = client.listShards(r -> r.nextToken(token));
      shards.addAll(listed(page.shards()));
    }
    return List.copyOf(shards);
  }

  private static List<ListedShard> listed(List<Shard> shards) {
    return shards.stream()
        .map(shard -> new ListedShard(new ShardId(shard.shardId()), parents(shard)))
        .toList();
  }

  private static Set<ShardId> parents(Shard shard) {
    return Stream.of(shard.parentShardId(), shard.adjacentParentShardId())
        .filter(id -> id != null && !id.isEmpty())
        .map(ShardId::new)
        .collect(Collectors.toSet());
  }

  @Override
  public ShardReader open(ShardId shard) {
    return new KinesisShardReader(client, stream, shard);
  }
}
