package dev.sluice.demo.failover;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import org.junit.jupiter.api.Test;

class LedgerTest {

  private static final long A = 101;
  private static final long B = 102;

  private final Ledger ledger = new Ledger();

  @Test
  void calls_lost_what_no_function_was_given() {
    ledger.fed("s0", "1");
    ledger.fed("s0", "2");
    ledger.fed("s1", "2");
    handled("s0", "1", A);
    handled("s1", "2", A);

    assertThat(ledger.balance()).isEqualTo(new Ledger.Balance(3, 1, 0, 0, 0, 0));
  }

  @Test
  void misses_nothing_when_a_note_is_quicker_than_the_answer_to_the_put() {
    handled("s0", "1", A);
    ledger.fed("s0", "1");

    assertThat(ledger.balance()).isEqualTo(new Ledger.Balance(1, 0, 0, 0, 0, 0));
  }

  @Test
  void allows_again_what_a_killed_node_had_not_settled() {
    handled("s0", "7", A);
    ledger.killed(A);
    ledger.settled(A, "s0", BigInteger.valueOf(6));
    ledger.settled(A, "s1", BigInteger.valueOf(99));
    handled("s0", "7", B);

    assertThat(ledger.balance()).isEqualTo(new Ledger.Balance(0, 0, 1, 0, 0, 0));
  }

  @Test
  void finds_what_a_killed_node_had_settled_and_was_handled_again() {
    handled("s0", "7", A);
    ledger.killed(A);
    ledger.settled(A, "s0", BigInteger.valueOf(7));
    handled("s0", "7", B);

    assertThat(ledger.balance()).isEqualTo(new Ledger.Balance(0, 0, 0, 1, 0, 0));
  }

  @Test
  void finds_what_was_handled_again_after_a_stop() {
    handled("s0", "7", A);
    handled("s0", "7", B);

    assertThat(ledger.balance()).isEqualTo(new Ledger.Balance(0, 0, 0, 0, 1, 0));
  }

  @Test
  void judges_by_the_node_that_had_the_record_last() {
    handled("s0", "7", A);
    ledger.killed(A);
    handled("s0", "7", B);
    handled("s0", "7", 103);

    assertThat(ledger.balance()).isEqualTo(new Ledger.Balance(0, 0, 1, 0, 1, 0));
  }

  @Test
  void finds_a_record_that_a_later_one_of_its_shard_overtook() {
    handled("s0", "9", A);
    handled("s0", "10", A); // by number, not by letters
    handled("s1", "1", A);
    handled("s0", "8", A);

    assertThat(ledger.balance().outOfOrder()).isEqualTo(1);
  }

  private void handled(String shard, String sequence, long node) {
    ledger.handled(new Note(shard, sequence, 0, node));
  }
}
