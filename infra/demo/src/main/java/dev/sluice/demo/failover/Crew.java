package dev.sluice.demo.failover;

import dev.sluice.demo.process.NodeProcess;
import dev.sluice.demo.process.RunFailure;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// The nodes that share the stream, and under which id each is known in the lease table. Used by
/// one thread, except that any may [#end()] it.
final class Crew {

  private static final Duration JOIN = Duration.ofSeconds(30);
  private static final String TABLE_PREFIX = "failover";

  private final NodeProcess.Place place;
  private final Path notes;
  private final int shards;
  private final LeaseRows rows;

  /// Every process that may still run, those that drain included.
  private final List<NodeProcess> started = new CopyOnWriteArrayList<>();

  private final List<Member> members = new ArrayList<>();
  private final Set<String> known = new HashSet<>();
  private int number;
  private volatile boolean ending;

  /// A node that is meant to run.
  ///
  /// @param process its process
  /// @param id of its life, as the lease table has it
  record Member(NodeProcess process, String id) {}

  /// @param notes where the function writes
  Crew(NodeProcess.Place place, Path notes, int shards, LeaseRows rows) {
    this.place = place;
    this.notes = notes;
    this.shards = shards;
    this.rows = rows;
  }

  static String tablePrefix() {
    return TABLE_PREFIX;
  }

  /// Starts one more node. Its id is the one that was not in the table before, so nodes start one
  /// at a time.
  void add() throws InterruptedException {
    NodeProcess process =
        new NodeProcess(
            "node " + ++number,
            place,
            List.of(
                place.root().resolve("infra/failover.yaml").toString(),
                "--stack-name",
                "failover",
                "--table-prefix",
                TABLE_PREFIX,
                "--create-resources",
                "--parameter",
                "Shards=" + shards,
                "--parameter",
                "NotesFile=" + notes));
    started.add(process);
    requireGoingOn();
    process.start();
    long deadline = System.nanoTime() + JOIN.toNanos();
    while (System.nanoTime() < deadline) {
      Set<String> fresh = new HashSet<>(rows.nodes());
      fresh.removeAll(known);
      if (!fresh.isEmpty()) {
        known.addAll(fresh);
        members.add(new Member(process, fresh.iterator().next()));
        return;
      }
      Thread.sleep(100);
    }
    throw new RunFailure(
        "%s has no row in the lease table after %d s; its log is %s"
            .formatted(process.name(), JOIN.toSeconds(), process.log()));
  }

  /// The node of this id; null when none that is meant to run has it.
  @Nullable Member byId(@Nullable String id) {
    return members.stream().filter(member -> member.id().equals(id)).findFirst().orElse(null);
  }

  /// A node goes on under a new id: it was declared dead although it lived.
  void rename(long pid, String id) {
    members.replaceAll(
        member -> member.process().pid() == pid ? new Member(member.process(), id) : member);
    known.add(id);
  }

  /// Kills a node and returns when its process is gone.
  void kill(Member victim) throws InterruptedException {
    members.remove(victim);
    victim.process().kill();
    started.remove(victim.process());
  }

  /// Tells a node to stop; it drains while others go on.
  void stop(Member leaving) {
    members.remove(leaving);
    leaving.process().tell();
  }

  /// Waits until every node that was told to stop is gone.
  void awaitLeaving() throws InterruptedException {
    for (NodeProcess process : List.copyOf(started)) {
      if (members.stream().noneMatch(member -> member.process().equals(process))) {
        process.awaitEnd();
        started.remove(process);
      }
    }
  }

  /// Tells all to stop and waits until they have.
  void stopAll() throws InterruptedException {
    started.forEach(NodeProcess::tell);
    members.clear();
    awaitLeaving();
  }

  /// @throws RunFailure when a node has ended by itself
  void requireAll() {
    requireGoingOn();
    for (Member member : members) {
      if (member.process().isGone()) {
        throw new RunFailure(
            member.process().name() + " ended by itself; its log is " + member.process().log());
      }
    }
  }

  /// After the node was added to what is ended, so that none is missed.
  private void requireGoingOn() {
    if (ending) {
      throw new RunFailure("The run was ended from outside.");
    }
  }

  /// Where people read what the nodes say.
  Path logs() {
    return place.folder().resolve("node-*.log");
  }

  /// Ends all processes whatever happens.
  void end() {
    ending = true;
    started.forEach(NodeProcess::tell);
    started.forEach(NodeProcess::end);
  }
}
