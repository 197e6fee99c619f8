package dev.sluice.ingest.concurrency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ingest.identity.FunctionName;
import dev.sluice.rules.Rule;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class PoolTest {

  private static final FunctionName FUNCTION = new FunctionName("orders");

  @Test
  @Rule("CONC-004")
  void runs_as_many_as_its_limit_and_lets_the_rest_wait_in_order() {
    Pool pool = new Pool(2);
    Ticket first = waiting(pool);
    Ticket second = waiting(pool);
    Ticket third = waiting(pool);
    Ticket fourth = waiting(pool);

    assertThat(pool.serve()).containsExactly(first, second);
    pool.endRun();
    assertThat(pool.serve()).containsExactly(third);
    pool.endRun();
    assertThat(pool.serve()).containsExactly(fourth);
    assertThat(pool.use()).isEqualTo(new ConcurrencyUse(2, 2, 0, 0, 0));
  }

  @Test
  @Rule("CONC-010")
  void lets_nothing_run_and_nothing_be_polled_at_a_limit_of_zero() {
    Pool pool = new Pool(0);
    waiting(pool);
    claiming(pool, "a");

    assertThat(pool.serve()).isEmpty();
  }

  @Test
  void lets_one_poll_wait_when_all_slots_are_busy() {
    Pool pool = new Pool(1);
    Ticket running = waiting(pool);
    Ticket claim = claiming(pool, "a");
    Ticket tooMany = claiming(pool, "b");

    assertThat(pool.serve()).containsExactly(running, claim);
    assertThat(pool.use().claims()).isEqualTo(1);

    pool.endRun();
    assertThat(pool.serve()).containsExactly(tooMany);
  }

  @Test
  void gives_a_free_slot_to_the_oldest_held_batch_then_an_invocation_then_a_claim() {
    Pool pool = new Pool(1);
    waiting(pool);
    claiming(pool, "a");
    pool.serve();
    Ticket invocation = waiting(pool);
    Ticket batch = held(pool);
    Ticket claim = claiming(pool, "b");

    assertThat(pool.serve()).as("all busy and one batch held").isEmpty();
    pool.endRun();
    assertThat(pool.serve()).containsExactly(batch, claim);
    pool.endRun();
    assertThat(pool.serve()).containsExactly(invocation);
  }

  @Test
  void counts_a_held_batch_where_its_claim_was_counted() {
    Pool pool = new Pool(1);
    waiting(pool);
    claiming(pool, "a");
    pool.serve();
    held(pool);
    claiming(pool, "b");

    assertThat(pool.serve()).as("a second poll would bring what cannot run").isEmpty();
    assertThat(pool.use()).isEqualTo(new ConcurrencyUse(1, 1, 1, 0, 0));
  }

  @Test
  void grants_claims_in_turn_however_often_one_poll_asks() {
    Pool pool = new Pool(1);
    List<String> order = new ArrayList<>();
    Ticket busy = claiming(pool, "busy");
    Ticket busyAgain = claiming(pool, "busy");
    Ticket quiet = claiming(pool, "quiet");
    pool.serve().forEach(ticket -> order.add(ticket.turn().claimant()));

    assertThat(order).containsExactly("busy", "quiet");
    assertThat(pool.leave(busy)).isFalse();
    assertThat(pool.leave(quiet)).isFalse();
    assertThat(pool.leave(busyAgain)).isTrue();
  }

  /// Whatever happens in whatever order, the limit holds and nobody is left waiting for room that
  /// is there.
  @Property
  void never_passes_its_limit_and_never_leaves_a_slot_empty_while_somebody_waits(
      @ForAll @IntRange(max = 4) int limit,
      @ForAll @Size(max = 60) List<@IntRange(max = 5) Integer> steps) {
    Pool pool = new Pool(limit);
    for (int step : steps) {
      switch (step) {
        case 0 -> waiting(pool);
        case 1 -> claiming(pool, "a");
        case 2 -> claiming(pool, "b");
        case 3 -> {
          if (pool.use().claims() > 0) {
            held(pool);
          }
        }
        case 4 -> {
          if (pool.use().running() > 0) {
            pool.endRun();
          }
        }
        default -> {
          if (pool.use().claims() > 0) {
            pool.endClaim();
          }
        }
      }
      pool.serve();

      ConcurrencyUse use = pool.use();
      assertThat(use.running()).isBetween(0, limit);
      assertThat(use.held() + use.claims()).isBetween(0, limit == 0 ? 0 : limit + 1);
      if (use.held() + use.waiting() > 0) {
        assertThat(use.running()).isEqualTo(limit);
      }
    }
  }

  private static Ticket waiting(Pool pool) {
    Ticket ticket = new Ticket(FUNCTION, "");
    pool.wait(ticket);
    return ticket;
  }

  private static Ticket held(Pool pool) {
    Ticket ticket = new Ticket(FUNCTION, "");
    pool.hold(ticket);
    return ticket;
  }

  private static Ticket claiming(Pool pool, String claimant) {
    Ticket ticket = new Ticket(FUNCTION, claimant);
    pool.claim(ticket);
    return ticket;
  }
}
