package dev.sluice.ingest.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.ingest.lease.Checkpoint;
import dev.sluice.ingest.lease.FencingToken;
import dev.sluice.ingest.lease.HeldLease;
import dev.sluice.ingest.lease.Lease;
import dev.sluice.ingest.lease.LeaseKey;
import dev.sluice.ingest.lease.LeaseTerm;
import dev.sluice.ingest.lease.NodeId;
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
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class StreamWiringTest {

  private static final ShardId SHARD = new ShardId("shardId-000");

  private final ManualTimekeeper clock = ManualTimekeeper.atNoon();
  private final InMemoryStream stream = new InMemoryStream(clock);
  private final InMemoryLeaseStore store = new InMemoryLeaseStore();
  private final TrackedStream tracked =
      new TrackedStream(StreamMappings.startingAt(new StartingPosition.TrimHorizon()), stream);
  private final StreamTracker tracker =
      new StreamTracker(List.of(tracked), store, Duration.ofSeconds(10), new Random(1));

  private StreamWiring wiring() {
    var cloud = TemplateSettings.Cloud.of("us-east-1", "000000000000");
    var settings = new TemplateSettings("stack", cloud, Map.of(), 10, clock.now());
    var template =
        new ResolvedTemplate(settings, List.of(), List.of(), List.of(), List.of(), List.of());
    var invoker = new ScriptedInvoker(_ -> ScriptedInvoker.succeeded("null"));
    return new StreamWiring(
        template,
        List.of(tracked),
        tracker::tracks,
        new RecordingSender(),
        new Surroundings(invoker, new RecordingListener(), clock, new Random(1)));
  }

  @Test
  void has_no_use_for_leases_of_a_stream_that_was_made_anew_under_its_old_name() {
    stream.addShard(SHARD);
    tracker.turn();
    var wiring = wiring();
    Lease before = store.leases().getFirst();
    assertThat(wiring.wants(before.key())).isTrue();
    clock.advance(Duration.ofHours(1));
    stream.remake();
    stream.addShard(SHARD);
    tracker.turn();

    assertThat(wiring.wants(before.key())).isFalse();
    assertThat(store.leases())
        .extracting(Lease::key)
        .filteredOn(wiring::wants)
        .containsExactly(
            new LeaseKey.Shard(tracked.mapping().id(), StreamMappings.STREAM, clock.now(), SHARD));
    assertThatThrownBy(() -> wiring.pollerOf(held(before.key())))
        .hasMessageContaining(before.key().text());
  }

  private HeldLease held(LeaseKey key) {
    var mine = new Lease.Tenure.Held(new NodeId("node"), new FencingToken("token"));
    var row =
        new Lease(
            key, mine, new Checkpoint.Open(new ReadPosition.TrimHorizon(), null), Set.of(), 0);
    var term = new LeaseTerm(clock.monotonic().plus(Duration.ofHours(1)));
    return new HeldLease(row, mine, store, () -> term, clock);
  }
}
