package dev.sluice.ingest.concurrency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.ingest.concurrency.FragileShareStore.Fault;
import dev.sluice.ingest.identity.FunctionName;
import dev.sluice.ingest.lease.NodeId;
import dev.sluice.ingest.lease.StoreOutOfReachException;
import dev.sluice.ingest.testing.InMemoryShareStore;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class KeptShareTest {

  private static final ShareKey KEY = new ShareKey.OfFunction(new FunctionName("orders"));

  private final FragileShareStore store = new FragileShareStore(new InMemoryShareStore());
  private final Node a = new Node("a", 2);
  private final Node b = new Node("b", 2);

  /// A node and its share of one limit.
  private final class Node {

    private final NodeId id;
    private final FakeRoom room = new FakeRoom();
    private final KeptShare share;

    Node(String name, int limit) {
      id = new NodeId(name);
      share =
          new KeptShare(
              new SharePlan(id, limit, 0, Set.of()),
              store.read(KEY),
              Duration.ZERO,
              room,
              store,
              new ShareListener() {});
    }

    KeptShare.Looked look(NodeId... gone) {
      share.learn(store.read(KEY), Duration.ZERO);
      return lookWithoutReading(gone);
    }

    KeptShare.Looked lookWithoutReading(NodeId... gone) {
      return share.settle(
          Set.of(gone), new KeptShare.Look(Duration.ZERO, Duration.ZERO, Duration.ZERO));
    }

    void lookInVain() {
      assertThatThrownBy(this::look).isInstanceOf(StoreOutOfReachException.class);
    }
  }

  @Test
  void writes_before_it_widens_and_needs_one_write_for_a_free_slot() {
    a.room.come(1);
    assertThat(a.room.running).isZero();

    assertThat(a.lookWithoutReading()).isEqualTo(new KeptShare.Looked(1, false));

    assertThat(store.read(KEY).slots(a.id)).isEqualTo(1);
    assertThat(store.read(KEY).version()).isEqualTo(1);
    assertThat(a.room.running).isEqualTo(1);
  }

  @Test
  void looks_at_the_row_again_when_its_own_view_is_old() {
    a.room.come(1);
    a.look();
    b.room.come(2);

    b.lookWithoutReading();

    assertThat(b.room.running).isEqualTo(1);
    assertThat(store.read(KEY).slots()).isEqualTo(Map.of(a.id, 1, b.id, 1));
    assertThat(store.read(KEY).wanted(b.id)).isEqualTo(1);
  }

  @Test
  void uses_no_slot_whose_taking_was_not_answered_until_the_row_says_so() {
    store.failNext(Fault.ANSWER_LOST);
    a.room.come(1);
    a.lookInVain();
    assertThat(a.room.running).isZero();

    a.look();

    assertThat(a.room.running).isEqualTo(1);
    assertThat(store.read(KEY).version()).as("nothing more was written").isEqualTo(1);
  }

  @Test
  void finds_a_slot_again_whose_taking_took_effect_late() {
    store.failNext(Fault.LATE);
    a.room.come(1);
    a.lookInVain();
    store.deliverLate();

    a.look();

    assertThat(a.room.running).isEqualTo(1);
    assertThat(store.read(KEY).slots(a.id)).isEqualTo(1);
  }

  /// Gives its slots to b when the invocation has ended, without an answer.
  private void giveWithout(Fault fault) {
    a.room.come(2);
    a.look();
    b.room.come(2);
    b.look();
    assertThat(store.read(KEY).wanted(b.id)).isEqualTo(2);
    a.room.end();
    a.room.end();
    store.failNext(fault);
    a.lookInVain();
  }

  @Test
  void does_not_use_a_slot_that_it_may_have_given() {
    giveWithout(Fault.ANSWER_LOST);
    a.room.come(2);
    assertThat(a.room.running).isZero();

    b.look();

    assertThat(b.room.running).isEqualTo(2);
    a.look();
    assertThat(a.room.running).isZero();
  }

  @Test
  void does_not_take_an_unchanged_row_for_proof_that_it_gave_nothing() {
    giveWithout(Fault.LATE);
    // The row still shows the two slots; their giving is under way.
    a.room.come(2);
    assertThat(a.room.running).isZero();
    b.room.waiting = 0; // so that a has no reason to give any more, had it not done so
    store.failNext(Fault.LOST);
    a.lookInVain();
    assertThat(a.room.running).isZero();
    store.deliverLate();

    a.look();
    b.room.come(2);
    b.look();

    assertThat(a.room.running).isZero();
    assertThat(b.room.running).as("one goes back, as both want some").isEqualTo(1);
  }

  @Test
  void writes_over_a_giving_that_never_happened_before_it_uses_the_slots_again() {
    giveWithout(Fault.LATE);
    var seen = store.read(KEY);
    // b no longer wants any, says another version of the row.
    b.room.waiting = 0;
    b.look();
    assertThat(store.read(KEY).version()).isGreaterThan(seen.version());
    a.room.come(2);

    a.look();
    assertThat(a.room.running).as("the row has another version").isEqualTo(2);
    store.deliverLate();

    assertThat(store.read(KEY).slots(a.id)).isEqualTo(2);
    assertThat(store.read(KEY).slots(b.id)).isZero();
  }

  @Test
  void makes_a_version_of_its_own_when_nobody_else_does() {
    a.room.come(1);
    a.look();
    a.room.end();
    store.failNext(Fault.LATE);
    a.lookInVain(); // puts the slot back
    a.room.come(1);
    assertThat(a.room.running).isZero();

    a.look();

    assertThat(store.read(KEY).version()).isEqualTo(2);
    assertThat(a.room.running).isEqualTo(1);
    store.deliverLate();
    assertThat(store.read(KEY).slots(a.id)).as("it came too late").isEqualTo(1);
  }

  @Test
  void waits_for_the_end_of_an_invocation_before_it_gives_its_slot() {
    a.room.come(4);
    a.look();
    b.room.come(1);
    b.look();

    assertThat(a.look().unsettled()).isTrue();
    assertThat(store.read(KEY).slots(a.id)).isEqualTo(2);
    a.room.end();
    assertThat(a.room.running).as("nobody follows").isEqualTo(1);
    a.lookWithoutReading();

    assertThat(store.read(KEY).slots(b.id)).isEqualTo(1);
    b.look();
    assertThat(b.room.running).isEqualTo(1);
  }

  @Test
  void gives_no_slot_that_was_taken_up_while_it_decided() {
    a.room.come(2);
    a.look();
    b.room.come(1);
    b.look();
    a.room.end();
    a.share.learn(store.read(KEY), Duration.ZERO);
    assertThat(a.room.running).isEqualTo(1);
    a.room.slipsInAfterLooks = 2; // the second is what it decides by

    a.lookWithoutReading();

    assertThat(a.room.running).isEqualTo(2);
    assertThat(store.read(KEY).slots(a.id)).isEqualTo(2);
    a.room.end();
    a.lookWithoutReading();
    assertThat(store.read(KEY).slots(b.id)).isEqualTo(1);
  }

  @Test
  void takes_what_a_dead_node_had_and_refuses_its_late_write() {
    a.room.come(1);
    a.look();
    b.room.come(2);
    b.look();
    store.failNext(Fault.LATE);
    a.room.come(1);
    a.lookInVain(); // asks for a second one

    b.look(a.id);
    assertThat(b.room.running).isEqualTo(2);
    store.deliverLate();

    assertThat(store.read(KEY).slots()).isEqualTo(Map.of(b.id, 2));
  }

  @Test
  void takes_what_a_dead_node_got_by_a_write_that_came_late() {
    store.failNext(Fault.LATE);
    a.room.come(2);
    a.lookInVain();
    b.share.learn(store.read(KEY), Duration.ZERO);
    store.deliverLate();
    b.room.come(2);

    b.lookWithoutReading(a.id);

    assertThat(store.read(KEY).slots()).isEqualTo(Map.of(b.id, 2));
    assertThat(b.room.running).isEqualTo(2);
  }

  @Test
  void takes_by_its_own_limit_while_a_redeploy_changes_it() {
    var old = new Node("old", 4);
    old.room.come(3);
    old.look();
    a.room.come(2);

    a.look();
    assertThat(a.room.running).as("of the lower limit nothing is free").isZero();
    old.room.end();
    old.room.end();
    old.room.end();
    old.look();
    a.look();

    assertThat(a.room.running).isEqualTo(2);
  }

  @Test
  void leaves_what_it_has_to_those_who_want_it() {
    a.room.come(2);
    a.look();
    b.room.come(1);
    b.look();
    a.room.end();
    a.room.end();
    a.share.learn(store.read(KEY), Duration.ZERO);

    a.share.leave(Set.of(), Duration.ZERO);

    assertThat(a.room.allowed).isZero();
    assertThat(store.read(KEY).slots()).isEqualTo(Map.of(b.id, 1));
    assertThat(store.read(KEY).wants()).isEmpty();
  }
}
