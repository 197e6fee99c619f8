package dev.sluice.ingest.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.ingest.identity.Arn;
import dev.sluice.ingest.identity.EventSourceMappingId;
import dev.sluice.ingest.lease.Checkpoint;
import dev.sluice.ingest.lease.FencingToken;
import dev.sluice.ingest.lease.HeldLease;
import dev.sluice.ingest.lease.Lease;
import dev.sluice.ingest.lease.LeaseInterest;
import dev.sluice.ingest.lease.LeaseKey;
import dev.sluice.ingest.lease.LeaseTerm;
import dev.sluice.ingest.lease.NodeId;
import dev.sluice.ingest.lease.NodeScope;
import dev.sluice.ingest.poller.Surroundings;
import dev.sluice.ingest.scaling.StreamTracker;
import dev.sluice.ingest.scaling.TrackedStream;
import dev.sluice.ingest.source.ReadPosition;
import dev.sluice.ingest.source.ShardId;
import dev.sluice.ingest.source.StartingPosition;
import dev.sluice.ingest.template.ResolvedTemplate;
import dev.sluice.ingest.template.TemplateSettings;
import dev.sluice.ingest.testing.InMemoryLeaseStore;
import dev.sluice.ingest.testing.InMemoryStream;
import dev.sluice.ingest.testing.ManualTimekeeper;
import dev.sluice.ingest.testing.RecordingListener;
import dev.sluice.ingest.testing.RecordingSender;
import dev.sluice.ingest.testing.ScriptedInvoker;
import dev.sluice.ingest.testing.StreamMappings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class StreamWiringTest {

  private static final ShardId SHARD = new ShardId("shardId-000");
  private static final LeaseKey.Manager MANAGER = new LeaseKey.Manager("stack");

  private final ManualTimekeeper clock = ManualTimekeeper.atNoon();
  private final InMemoryStream stream = new InMemoryStream(clock);
  private final InMemoryLeaseStore store = new InMemoryLeaseStore();
  private final TrackedStream tracked =
      new TrackedStream(StreamMappings.startingAt(new StartingPosition.TrimHorizon()), stream);

  private StreamWiring wiring(List<TrackedStream> streams) {
    var cloud = TemplateSettings.Cloud.of("us-east-1", "000000000000");
    var settings = new TemplateSettings("stack", cloud, Map.of(), 10, clock.now());
    var template =
        new ResolvedTemplate(
            settings, List.of(), List.of(tracked.mapping()), List.of(), List.of(), List.of());
    var invoker = new ScriptedInvoker(_ -> ScriptedInvoker.succeeded("null"));
    return new StreamWiring(
        template,
        streams,
        new RecordingSender(),
        new Surroundings(invoker, new RecordingListener(), clock, new Random(1)));
  }

  private LeaseKey.Shard shard(EventSourceMappingId mapping, Arn of) {
    return new LeaseKey.Shard(mapping, of, Instant.EPOCH, SHARD);
  }

  @Test
  void tells_the_stack_and_the_mappings_of_the_node() {
    LeaseInterest interest = wiring(List.of(tracked)).interest();

    assertThat(interest.scope()).isEqualTo(new NodeScope("stack", Set.of(tracked.mapping().id())));
  }

  @Test
  void has_use_for_the_shards_of_the_streams_its_mappings_read_and_no_others() {
    var wanted = wiring(List.of(tracked)).interest().wanted();
    var elsewhere = Arn.parse("arn:aws:kinesis:us-east-1:000000000000:stream/elsewhere");
    var another = EventSourceMappingId.of("stack", "Another");

    assertThat(wanted.test(shard(tracked.mapping().id(), StreamMappings.STREAM))).isTrue();
    assertThat(wanted.test(shard(tracked.mapping().id(), elsewhere))).isFalse();
    assertThat(wanted.test(shard(another, StreamMappings.STREAM))).isFalse();
  }

  @Test
  void manages_leases_only_when_there_are_streams() {
    assertThat(wiring(List.of(tracked)).interest().wanted().test(MANAGER)).isTrue();
    assertThat(wiring(List.of()).interest().wanted().test(MANAGER)).isFalse();
  }

  @Test
  void tracks_the_streams_under_the_manager_lease() {
    stream.addShard(SHARD);

    var tracker = wiring(List.of(tracked)).pollerOf(held(MANAGER));

    assertThat(tracker).isInstanceOf(StreamTracker.class);
    ((StreamTracker) tracker).turn();
    assertThat(store.leases())
        .extracting(Lease::key)
        .contains(
            new LeaseKey.Shard(tracked.mapping().id(), StreamMappings.STREAM, clock.now(), SHARD));
  }

  @Test
  void makes_no_poller_for_a_stream_that_no_mapping_reads() {
    var stranger = shard(EventSourceMappingId.of("stack", "Another"), StreamMappings.STREAM);

    assertThatThrownBy(() -> wiring(List.of(tracked)).pollerOf(held(stranger)))
        .hasMessageContaining(stranger.text());
  }

  private HeldLease held(LeaseKey key) {
    var mine = new Lease.Tenure.Held(new NodeId("node"), new FencingToken("token"));
    var horizon = new Checkpoint.Open(new ReadPosition.TrimHorizon(), null);
    var row = new Lease(key, mine, horizon, Set.of(), 0);
    store.create(row);
    var term = new LeaseTerm(clock.monotonic().plus(Duration.ofHours(1)));
    return new HeldLease(row, mine, store, () -> term, clock);
  }
}
