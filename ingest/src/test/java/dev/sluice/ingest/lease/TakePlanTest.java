package dev.sluice.ingest.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ingest.source.ShardId;
import dev.sluice.rules.Rule;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What node `a` takes; see [Rows] for how a table is written.
final class TakePlanTest {

  private static List<String> takes(String nodes, String leases, String before, Random random) {
    var survey = Rows.survey(nodes, leases, Map.of());
    var plan = new TakePlan(Rows.node("a"), survey, _ -> true, Rows.seen(before));
    return plan.takes(random).stream().map(l -> Rows.name(l.key())).toList();
  }

  @ParameterizedTest(name = "{0}: of {2} node a of {1} takes {3}")
  @CsvSource(
      delimiter = '|',
      value = {
        "alone it takes all             | a     | s1=- s2=- s3=-           | 3",
        "a half of what two share       | a b   | s1=- s2=- s3=- s4=-      | 2",
        "the share is rounded up        | a b   | s1=- s2=- s3=-           | 2",
        "one each when there are enough | a b c | s1=- s2=-                | 1",
        "what it has counts             | a b   | s1=a s2=- s3=- s4=-      | 1",
        "nothing beyond its share       | a b   | s1=a s2=a s3=- s4=-      | 0",
        "what others have counts too    | a b   | s1=b s2=b s3=- s4=-      | 2",
        "the dead have no share         | a b   | s1=c s2=c s3=c s4=c      | 2",
        "what the living have is theirs | a b   | s1=b s2=b s3=b           | 0",
        "a node that polls something else has no share  | a b:2 | s1=- s2=-  | 2",
        "a node that takes nothing more has no share    | a b:  | s1=- s2=-  | 2",
        "each mapping is shared by those who poll it    | a:12 b:2 | s1=- s2=- t1=- t2=- | 3",
      })
  @Rule("LEASE-042")
  void takes_what_is_free_up_to_its_fair_share(
      String why, String nodes, String leases, int expected) {
    assertThat(takes(nodes, leases, "", new Random(1))).as(why).hasSize(expected);
  }

  @Test
  @Rule("LEASE-042")
  void takes_at_random_so_that_nodes_do_not_ask_for_the_same() {
    var random = new Random(1);
    var first = new HashSet<String>();
    for (int look = 0; look < 50; look++) {
      first.addAll(takes("a b c d", "s1=- s2=- s3=- s4=-", "", random));
    }

    assertThat(first).containsExactlyInAnyOrder("s1", "s2", "s3", "s4");
  }

  @ParameterizedTest(name = "{0}: of {2} after {3} node a of {1} takes {4}")
  @CsvSource(
      delimiter = '|',
      emptyValue = "",
      value = {
        "seen free twice, taken beyond the share  | a b | s1=a s2=- s3=-  | s2=- s3=- | s2 s3",
        "seen free once, not beyond the share     | a b | s1=a s2=-       | s3=-      | ''",
        "seen in a dead node's hands twice        | a b | s1=a s2=c s3=c  | s2=c s3=c | s2 s3",
        "freed since, it counts as new            | a b | s1=a s2=-       | s2=c      | ''",
        "what is overdue uses up the share        | a b | s1=- s2=- s3=-  | s1=- s2=- | s1 s2",
      })
  void takes_what_nobody_took_at_two_looks_in_a_row_even_beyond_its_share(
      String why, String nodes, String leases, String before, String expected) {
    assertThat(takes(nodes, leases, before, new Random(1)))
        .as(why)
        .containsExactlyInAnyOrderElementsOf(words(expected));
  }

  @ParameterizedTest(name = "{0}: of {2} after {3} node a of {1} takes {4}")
  @CsvSource(
      delimiter = '|',
      value = {
        "named for it, whatever its share     | a b | s1=a s2>a s3>a s4=a | ''   | s2 s3",
        "named for another, left alone        | a b | s1>b                | ''   | ''",
        "named for another for long enough    | a b | s1>b                | s1>b | s1",
        "named for another since the last look| a b | s1>b                | s1=- | ''",
        "named for a node that is gone        | a b | s1>c                | ''   | s1",
        "the manager's, whatever its share    | a b | m=- s1=a            | ''   | m",
        "a dead manager's                     | a b | m=c                 | ''   | m",
        "the manager's named for another      | a b | m>b                 | ''   | ''",
        "a living manager's                   | a b | m=b                 | m=-  | ''",
      })
  void takes_what_it_was_named_for_and_leaves_alone_what_others_were(
      String why, String nodes, String leases, String before, String expected) {
    assertThat(takes(nodes, leases, before, new Random(1)))
        .as(why)
        .containsExactlyInAnyOrderElementsOf(words(expected));
  }

  private static List<String> words(String text) {
    return text.isEmpty() ? List.of() : List.of(text.split(" ", -1));
  }

  private static List<LeaseKey> takesOf(List<Lease> leases) {
    var survey = new Survey(leases, Rows.nodes("a"), Map.of());
    var plan = new TakePlan(Rows.node("a"), survey, _ -> true, Map.of());
    return plan.takes(new Random(1)).stream().map(Lease::key).toList();
  }

  private static Lease lease(LeaseKey key, Checkpoint checkpoint, ShardId... parents) {
    return Lease.fresh(key, checkpoint, Set.of(parents));
  }

  @Test
  @Rule("LEASE-050")
  void takes_no_shard_that_is_finished_and_counts_it_for_nobody() {
    var end = new Checkpoint.ShardEnd();
    var leases =
        List.of(
            lease(Rows.key("s1"), end),
            lease(Rows.key("s2"), end),
            lease(Rows.key("s3"), end),
            lease(Rows.key("s4"), Rows.HORIZON),
            lease(Rows.key("s5"), Rows.FURTHER));
    var survey = new Survey(leases, Rows.nodes("a b"), Map.of());
    var plan = new TakePlan(Rows.node("a"), survey, _ -> true, Map.of());

    assertThat(plan.takes(new Random(1)))
        .hasSize(1)
        .doesNotContainAnyElementsOf(leases.subList(0, 3));
  }

  @Test
  @Rule({"LEASE-032", "KIN-012"})
  void takes_a_child_once_each_parent_is_finished_or_gone() {
    ShardId one = Rows.shard("s1").shard();
    ShardId two = Rows.shard("s2").shard();

    assertThat(
            takesOf(
                List.of(
                    lease(Rows.key("s1"), new Checkpoint.ShardEnd()),
                    lease(Rows.key("s2"), Rows.FURTHER),
                    lease(Rows.key("s3"), Rows.HORIZON, one, two),
                    lease(Rows.key("s4"), Rows.HORIZON, one),
                    lease(Rows.key("s5"), Rows.HORIZON, one, new ShardId("trimmed")))))
        .extracting(Rows::name)
        .containsExactlyInAnyOrder("s2", "s4", "s5");
  }

  @Test
  void takes_shards_of_a_stream_made_anew_and_none_of_its_namesake_before() {
    LeaseKey.Shard before = Rows.shard("s1");
    var now =
        new LeaseKey.Shard(
            before.mapping(), before.stream(), Instant.EPOCH.plusMillis(1), before.shard());
    LeaseKey other = Rows.key("t1");

    assertThat(
            takesOf(
                List.of(
                    lease(now, Rows.HORIZON),
                    lease(before, Rows.HORIZON),
                    lease(other, Rows.HORIZON))))
        .containsExactlyInAnyOrder(now, other);
  }

  @Test
  void takes_nothing_it_has_no_use_for() {
    var survey = Rows.survey("a", "s1=- t1=- m=-", Map.of());
    var plan = new TakePlan(Rows.node("a"), survey, key -> key.equals(Rows.key("t1")), Map.of());

    assertThat(plan.takes(new Random(1))).extracting(Lease::key).containsExactly(Rows.key("t1"));
  }
}
