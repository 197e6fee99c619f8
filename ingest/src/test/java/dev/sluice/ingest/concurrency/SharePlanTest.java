package dev.sluice.ingest.concurrency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ingest.concurrency.ShareRow.Want;
import dev.sluice.ingest.identity.FunctionName;
import dev.sluice.ingest.lease.NodeId;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class SharePlanTest {

  private static final ShareKey KEY = new ShareKey.OfFunction(new FunctionName("orders"));
  private static final NodeId ME = new NodeId("me");
  private static final NodeId B = new NodeId("b");
  private static final NodeId C = new NodeId("c");
  private static final long VERSION = 40;

  private static ShareRow row(Map<NodeId, Integer> slots, Map<NodeId, Want> wants) {
    return new ShareRow(KEY, VERSION, slots, wants);
  }

  private static ShareRow next(Map<NodeId, Integer> slots, Map<NodeId, Want> wants) {
    return new ShareRow(KEY, VERSION + 1, slots, wants);
  }

  private static SharePlan limitOf(int limit) {
    return new SharePlan(ME, limit, 0, Set.of());
  }

  private static ShareUse use(int running, int waiting) {
    return new ShareUse(running, waiting, running + waiting);
  }

  private static SharePlan.Step step(SharePlan plan, ShareRow row, ShareUse use) {
    return plan.step(row, use, true);
  }

  @Test
  void leaves_a_row_alone_that_is_as_it_should_be() {
    assertThat(step(limitOf(2), row(Map.of(), Map.of()), use(0, 0)))
        .isEqualTo(new SharePlan.Step(0, null));
    assertThat(step(limitOf(2), row(Map.of(ME, 2), Map.of()), use(2, 0)))
        .isEqualTo(new SharePlan.Step(2, null));
    assertThat(step(limitOf(2), row(Map.of(ME, 2), Map.of()), use(2, 5)))
        .as("more than the limit is no reason to ask")
        .isEqualTo(new SharePlan.Step(2, null));
  }

  @Test
  void takes_a_free_slot_for_work_that_waits() {
    assertThat(step(limitOf(2), row(Map.of(B, 1), Map.of()), use(0, 1)))
        .isEqualTo(new SharePlan.Step(1, next(Map.of(B, 1, ME, 1), Map.of())));
  }

  @Test
  void takes_a_part_of_a_large_limit_at_once() {
    assertThat(step(limitOf(160), row(Map.of(B, 155), Map.of()), use(0, 1)))
        .isEqualTo(new SharePlan.Step(5, next(Map.of(B, 155, ME, 5), Map.of())));
    assertThat(step(limitOf(160), row(Map.of(), Map.of()), use(0, 1)))
        .isEqualTo(new SharePlan.Step(10, next(Map.of(ME, 10), Map.of())));
  }

  @Test
  void wants_what_others_have() {
    assertThat(step(limitOf(3), row(Map.of(B, 2), Map.of()), use(0, 3)))
        .isEqualTo(
            new SharePlan.Step(1, next(Map.of(B, 2, ME, 1), Map.of(ME, new Want(2, VERSION + 1)))));
  }

  @Test
  void does_not_write_a_want_again_that_changed_a_little() {
    var wanting = row(Map.of(B, 9), Map.of(ME, new Want(4, 7)));

    assertThat(step(limitOf(9), wanting, use(0, 7)).next()).isNull();
    assertThat(step(limitOf(9), wanting, use(0, 2)).next()).isNull();
    assertThat(step(limitOf(9), wanting, use(0, 9)).next())
        .isEqualTo(next(Map.of(B, 9), Map.of(ME, new Want(9, 7))));
    assertThat(step(limitOf(9), wanting, use(0, 0)).next()).isEqualTo(next(Map.of(B, 9), Map.of()));
  }

  @Test
  void leaves_free_slots_to_those_whose_turn_it_is() {
    var waiting = Map.of(B, new Want(1, 5), C, new Want(1, 3));

    assertThat(step(limitOf(1), row(Map.of(), waiting), use(0, 1)).next())
        .as("the oldest want")
        .isEqualTo(next(Map.of(C, 1), Map.of(B, new Want(1, 5), ME, new Want(1, VERSION + 1))));
    assertThat(step(limitOf(3), row(Map.of(ME, 1, C, 1), waiting), use(1, 1)).next())
        .as("the one that has none")
        .isEqualTo(
            next(
                Map.of(ME, 1, C, 1, B, 1),
                Map.of(C, new Want(1, 3), ME, new Want(1, VERSION + 1))));
  }

  @Test
  void gives_idle_slots_at_once() {
    assertThat(step(limitOf(4), row(Map.of(ME, 4), Map.of(B, new Want(2, 5))), use(1, 0)))
        .isEqualTo(new SharePlan.Step(1, next(Map.of(ME, 1, B, 2), Map.of())));
  }

  @Test
  void lets_a_busy_slot_end_before_it_gives_it() {
    var wanted = row(Map.of(ME, 1), Map.of(B, new Want(3, 5)));

    assertThat(step(limitOf(1), wanted, use(1, 4))).isEqualTo(new SharePlan.Step(0, null));
    assertThat(step(limitOf(1), wanted, use(0, 4)))
        .isEqualTo(
            new SharePlan.Step(
                0,
                next(
                    Map.of(B, 1),
                    Map.of(B, new Want(2, VERSION + 1), ME, new Want(1, VERSION + 1)))));
  }

  @Test
  void gives_no_busy_slot_to_a_node_that_has_about_as_many() {
    assertThat(
            step(limitOf(3), row(Map.of(ME, 2, B, 1), Map.of(B, new Want(3, 5))), use(2, 4))
                .allowed())
        .isEqualTo(2);
    assertThat(
            step(limitOf(4), row(Map.of(ME, 3, B, 1), Map.of(B, new Want(3, 5))), use(3, 4))
                .allowed())
        .isEqualTo(2);
  }

  @Test
  void shares_a_large_limit_evenly_when_all_are_busy() {
    assertThat(
            step(limitOf(100), row(Map.of(ME, 94, B, 6), Map.of(B, new Want(94, 5))), use(94, 6))
                .allowed())
        .isEqualTo(50);
  }

  @Test
  void keeps_busy_slots_that_have_just_come() {
    var wanted = row(Map.of(ME, 1), Map.of(B, new Want(1, 5)));

    assertThat(limitOf(1).step(wanted, use(1, 0), false)).isEqualTo(new SharePlan.Step(1, null));
    assertThat(limitOf(1).step(wanted, use(0, 1), false)).isEqualTo(new SharePlan.Step(1, null));
    assertThat(limitOf(1).step(wanted, use(0, 0), false).next())
        .as("idle ones go all the same")
        .isEqualTo(next(Map.of(B, 1), Map.of()));
  }

  @Test
  void puts_back_what_nobody_used_of_late() {
    assertThat(step(limitOf(4), row(Map.of(ME, 3), Map.of()), new ShareUse(0, 0, 2)))
        .isEqualTo(new SharePlan.Step(2, next(Map.of(ME, 2), Map.of())));
    assertThat(step(limitOf(4), row(Map.of(ME, 3), Map.of()), new ShareUse(0, 0, 0)))
        .isEqualTo(new SharePlan.Step(0, next(Map.of(), Map.of())));
    assertThat(step(limitOf(160), row(Map.of(ME, 40), Map.of()), new ShareUse(1, 0, 11)).next())
        .as("in parts")
        .isEqualTo(next(Map.of(ME, 20), Map.of()));
  }

  @Test
  void keeps_a_part_of_what_all_share_while_nobody_wants_it() {
    var plan = new SharePlan(ME, 160, 10, Set.of());

    assertThat(step(plan, row(Map.of(), Map.of()), use(0, 0)).next())
        .isEqualTo(next(Map.of(ME, 10), Map.of()));
    assertThat(step(plan, row(Map.of(ME, 10), Map.of()), use(0, 0)).next()).isNull();
    assertThat(step(plan, row(Map.of(B, 155), Map.of()), use(0, 0)).next())
        .isEqualTo(next(Map.of(B, 155, ME, 5), Map.of()));
    assertThat(
            step(plan, row(Map.of(ME, 10, B, 150), Map.of(B, new Want(10, 5))), use(0, 0)).next())
        .isEqualTo(next(Map.of(B, 160), Map.of()));
  }

  @Test
  void takes_the_slots_of_the_dead_and_forgets_their_wants() {
    var plan = new SharePlan(ME, 2, 0, Set.of(B));

    assertThat(
            step(plan, row(Map.of(B, 2), Map.of(B, new Want(1, 5), C, new Want(1, 6))), use(0, 2)))
        .isEqualTo(
            new SharePlan.Step(1, next(Map.of(C, 1, ME, 1), Map.of(ME, new Want(1, VERSION + 1)))));
    assertThat(step(plan, row(Map.of(ME, 1), Map.of(B, new Want(1, 5))), use(1, 0)))
        .as("nobody is given a slot who cannot use it")
        .isEqualTo(new SharePlan.Step(1, null));
  }

  @Test
  void takes_nothing_by_a_limit_that_others_exceed_by_theirs() {
    var older = row(Map.of(B, 4), Map.of());

    assertThat(step(limitOf(2), older, use(0, 1)))
        .isEqualTo(new SharePlan.Step(0, next(Map.of(B, 4), Map.of(ME, new Want(1, VERSION + 1)))));
  }

  @Test
  void parts_with_what_is_left_over_of_a_higher_limit_once_it_does_not_run_any_more() {
    NodeId smaller = new NodeId("a");
    var over = row(Map.of(smaller, 1, ME, 1), Map.of());

    assertThat(step(limitOf(1), over, use(1, 0)))
        .as("nothing more is started, but what runs has its slot")
        .isEqualTo(new SharePlan.Step(0, null));
    assertThat(step(limitOf(1), over, use(0, 0)))
        .isEqualTo(new SharePlan.Step(0, next(Map.of(smaller, 1), Map.of())));
    assertThat(new SharePlan(smaller, 1, 0, Set.of()).step(over, use(1, 0), true))
        .as("one of them is enough")
        .isEqualTo(new SharePlan.Step(1, null));
  }

  @Test
  void leaves_nothing_behind_but_what_still_runs() {
    var before = row(Map.of(ME, 3), Map.of(ME, new Want(2, 4), B, new Want(1, 5)));

    assertThat(limitOf(4).farewell(before, 1)).isEqualTo(next(Map.of(ME, 1, B, 1), Map.of()));
    assertThat(limitOf(3).farewell(before, 0)).isEqualTo(next(Map.of(B, 1), Map.of()));
  }
}
