package dev.sluice.ingest.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What node `a` hands over; see [Rows] for how a table is written.
final class HandOverPlanTest {

  private static Set<NodeId> everyone(String nodes) {
    return Rows.nodes(nodes).stream().map(NodeRow::node).collect(Collectors.toSet());
  }

  private static HandOverPlan plan(String self, String nodes, String leases) {
    return new HandOverPlan(
        Rows.node(self), Rows.survey(nodes, leases, Map.of()), everyone(nodes), Map.of());
  }

  private static String gift(HandOverPlan plan) {
    return plan.gift()
        .map(gift -> Rows.name(gift.lease().key()) + ">" + gift.to())
        .orElse("nothing");
  }

  @ParameterizedTest(name = "{0}: of {2} node a of {1} gives {3}")
  @CsvSource(
      delimiter = '|',
      value = {
        "two more than the poorest       | a b    | s1=a s2=a                | s1>b",
        "one more is no reason           | a b    | s1=a s2=a s3=b           | nothing",
        "equal is no reason              | a b    | s1=a s2=b                | nothing",
        "alone it keeps all              | a      | s1=a s2=a s3=a           | nothing",
        "the poorest of several          | a b c  | s1=a s2=a s3=a s4=b      | s1>c",
        "who polls nothing gets nothing  | a b:   | s1=a s2=a                | nothing",
        "who polls another mapping too   | a b:2  | s1=a s2=a                | nothing",
        "the lease the poor can use      | a:12 b:2 | s1=a s2=a t1=a         | t1>b",
        "all of a node's leases count    | a:12 b:12 | s1=a t1=a s2=b t2=b   | nothing",
        "the manager's is no load        | a b    | m=a s1=a                 | nothing",
        "the manager's is not given      | a b    | m=a s1=a s2=a            | s1>b",
        "what is named for b is b's      | a b    | s1=a s2=a s3>b           | nothing",
        "the dead get nothing            | a b    | s1=a s2=a s3=b s4=c      | nothing",
        "the richest gives first         | a b c  | s1=a s2=a s3=b s4=b s5=b | nothing",
        "and the next to the next poor   | a b c d | s1=a s2=a s3=b s4=b     | s1>c",
      })
  void gives_one_lease_to_the_poorest_node_that_can_use_it(
      String why, String nodes, String leases, String expected) {
    assertThat(gift(plan("a", nodes, leases))).as(why).isEqualTo(expected);
  }

  @Test
  void does_not_give_to_the_same_poor_node_as_others_do() {
    String nodes = "a b c d e";
    String leases = "s1=a s2=a s3=b s4=b s5=c s6=c s7=d s8=d";

    assertThat(List.of("a", "b", "c", "d"))
        .extracting(self -> gift(plan(self, nodes, leases)))
        .containsExactly("s1>e", "nothing", "nothing", "nothing");
  }

  @Test
  void gives_nothing_to_a_node_that_was_not_seen_to_live_of_late() {
    var survey = Rows.survey("a b c", "s1=a s2=a s3=a s4=c", Map.of());
    var plan =
        new HandOverPlan(Rows.node("a"), survey, Set.of(Rows.node("a"), Rows.node("c")), Map.of());

    assertThat(gift(plan)).isEqualTo("s1>c");
    assertThat(plan.heirs(List.of(Rows.key("s1")))).containsValue(Rows.node("c")).hasSize(1);
  }

  @Test
  void counts_what_it_is_handing_over_as_given() {
    Map<LeaseKey, NodeId> leaving = Map.of(Rows.key("s1"), Rows.node("b"));
    var survey = Rows.survey("a b", "s1=a s2=a s3=a", leaving);
    var plan = new HandOverPlan(Rows.node("a"), survey, everyone("a b"), leaving);

    assertThat(survey.loads()).containsEntry(Rows.node("a"), 2).containsEntry(Rows.node("b"), 1);
    assertThat(gift(plan)).isEqualTo("nothing");
  }

  @Test
  void gives_no_lease_twice_that_is_leaving_already() {
    Map<LeaseKey, NodeId> leaving = Map.of(Rows.key("s1"), Rows.node("b"));
    var survey = Rows.survey("a b", "s1=a s2=a s3=a s4=a s5=a", leaving);
    var plan = new HandOverPlan(Rows.node("a"), survey, everyone("a b"), leaving);

    assertThat(gift(plan)).isEqualTo("s2>b");
  }

  @ParameterizedTest(name = "{0}: of {2} the heirs of a among {1} are {3}")
  @CsvSource(
      delimiter = '|',
      value = {
        "poorest first, and spread    | a b c | s1=a s2=a s3=a s4=b      | s1>c s2>b s3>c",
        "nobody else is there         | a     | s1=a                     | ''",
        "nobody else can use it       | a b:2 | s1=a                     | ''",
        "only who polls the mapping   | a:12 b:2 c | s1=a t1=a           | s1>c t1>b",
        "the manager's to the poorest | a b c | m=a s1=b                 | m>c",
        "who takes nothing more       | a b: c | s1=a s2=c               | s1>c",
      })
  void names_an_heir_for_each_lease(String why, String nodes, String leases, String expected) {
    List<LeaseKey> held =
        Rows.leases(leases).stream()
            .filter(l -> l.tenure().equals(Rows.held("a")))
            .map(Lease::key)
            .toList();

    assertThat(plan("a", nodes, leases).heirs(held).entrySet())
        .extracting(heir -> Rows.name(heir.getKey()) + ">" + heir.getValue())
        .as(why)
        .containsExactlyInAnyOrderElementsOf(
            expected.isEmpty() ? List.of() : List.of(expected.split(" ", -1)));
  }

  /// Loads drawn at random come to rest, within one of each other, in as many looks as leases have
  /// to move, and rest.
  @Test
  void comes_to_rest_without_moving_anything_to_and_fro() {
    for (int seed = 0; seed < 200; seed++) {
      var random = new Random(seed);
      int count = 1 + random.nextInt(12);
      List<String> names = List.of("a", "b", "c", "d", "e").subList(0, 2 + random.nextInt(4));
      var owners = new HashMap<String, String>();
      for (int shard = 0; shard < count; shard++) {
        owners.put("s" + shard, names.get(random.nextInt(names.size())));
      }
      int moves = 0;
      int needed = needed(owners, names);
      for (int look = 0; look < count; look++) {
        moves += giveOnce(owners, names);
      }

      assertThat(moves).as("seed %d", seed).isEqualTo(needed);
      assertThat(giveOnce(owners, names)).as("seed %d", seed).isZero();
    }
  }

  private static int giveOnce(Map<String, String> owners, List<String> names) {
    String nodes = String.join(" ", names);
    String leases =
        owners.entrySet().stream()
            .map(e -> e.getKey() + "=" + e.getValue())
            .collect(Collectors.joining(" "));
    var gifts = new ArrayList<HandOverPlan.Gift>();
    names.forEach(name -> plan(name, nodes, leases).gift().ifPresent(gifts::add));
    gifts.forEach(g -> owners.put(Rows.name(g.lease().key()), g.to().value()));
    return gifts.size();
  }

  /// Leases above the rounded-up share, or below the rounded-down one, whichever is more.
  private static int needed(Map<String, String> owners, List<String> names) {
    int above = 0;
    int below = 0;
    int total = owners.size();
    for (String name : names) {
      int has = (int) owners.values().stream().filter(name::equals).count();
      above += Math.max(0, has - Math.ceilDiv(total, names.size()));
      below += Math.max(0, total / names.size() - has);
    }
    return Math.max(above, below);
  }
}
