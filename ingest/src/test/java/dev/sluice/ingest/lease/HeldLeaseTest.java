package dev.sluice.ingest.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ingest.lease.Lease.Tenure;
import dev.sluice.ingest.source.ReadPosition;
import dev.sluice.ingest.testing.InMemoryLeaseStore;
import dev.sluice.ingest.testing.ManualTimekeeper;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class HeldLeaseTest {

  private static final Checkpoint HORIZON =
      new Checkpoint.Open(new ReadPosition.TrimHorizon(), null);
  private static final Tenure.Held MINE =
      new Tenure.Held(new NodeId("node"), new FencingToken("token"));

  private final ManualTimekeeper clock = ManualTimekeeper.atNoon();
  private final InMemoryLeaseStore store = new InMemoryLeaseStore();

  @Test
  void is_not_held_by_anybody_once_its_holder_let_go_between_two_terms() {
    Lease fresh = Lease.fresh(LeaseStoreContract.SHARD, HORIZON, Set.of());
    store.create(new Lease(fresh.key(), MINE, HORIZON, Set.of(), 0));
    var term = new AtomicReference<>(new LeaseTerm(clock.monotonic()));
    var lease = new HeldLease(store.lease(fresh.key()), MINE, store, () -> term.get(), clock);

    lease.release();
    term.set(new LeaseTerm(clock.monotonic().plus(Duration.ofSeconds(8))));

    assertThat(store.lease(fresh.key()).tenure()).isEqualTo(MINE);
    assertThat(lease.isHeld()).isFalse();
    assertThat(lease.isTrusted()).isFalse();
  }
}
