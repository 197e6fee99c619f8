package dev.sluice.ingest.lease;

import dev.sluice.ingest.lifecycle.Component;
import dev.sluice.ingest.lifecycle.Loop;
import dev.sluice.ingest.lifecycle.StopSignal;
import dev.sluice.ingest.lifecycle.Turn;
import dev.sluice.ingest.lifecycle.TurnTaker;
import dev.sluice.ingest.time.Timekeeper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps this node alive in the eyes of the others, takes the leases that are free or belonged to
/// the dead, shares them with nodes that have less, and says which were lost. Two punctual threads,
/// which busy handlers cannot starve: one raises the counter, one looks at the leases.
public final class LeasingService implements Component, Standing {

  private static final Logger LOG = LoggerFactory.getLogger(LeasingService.class);

  private final Circumstances around;
  private final LeaseHolderListener listener;
  private final Membership membership;

  /// Used by the scanning thread alone.
  private final LeaseScan scan;

  private final StopSignal stopScanning = new StopSignal();
  private final StopSignal stopBeating = new StopSignal();
  private final List<Loop> loops = new ArrayList<>();

  /// @param interest which leases this node has use for
  /// @param listener hears what is taken, lost and to be handed over
  public LeasingService(
      LeaseStore store,
      LeaseTimes times,
      Timekeeper timekeeper,
      RandomGenerator random,
      LeaseInterest interest,
      LeaseHolderListener listener) {
    this.around = new Circumstances(store, times, timekeeper, random);
    this.listener = listener;
    this.membership = new Membership(interest.scope(), around);
    this.scan = new LeaseScan(around, interest, listener, membership);
  }

  @Override
  public void start() {
    loops.add(loop("lease-scan", this::scan, stopScanning));
    loops.add(loop("heartbeat", this::beat, stopBeating));
    loops.add(loop("lease-term", this::watchTerm, stopBeating));
  }

  private Loop loop(String name, TurnTaker taker, StopSignal stop) {
    return new Loop(name, taker, stop, around.timekeeper(), around.random()).startPunctual();
  }

  @Override
  public Optional<NodeId> member() {
    return membership.member();
  }

  /// Raises the counter once.
  Turn beat() {
    LeaseTimes times = around.times();
    try {
      return switch (membership.beat()) {
        case Beat.Proven() -> new Turn.Rest(times.heartbeat());
        case Beat.Joined(NodeId node) -> {
          LOG.atInfo().addKeyValue("node", node).log("Joined the lease table");
          yield new Turn.Rest(times.heartbeat());
        }
        case Beat.NotJoined() -> new Turn.Again();
        case Beat.Deposed deposed -> {
          tell(deposed);
          yield new Turn.Again();
        }
      };
    } catch (StoreOutOfReachException outOfReach) {
      LOG.atWarn()
          .addKeyValue("node", membership.node())
          .addKeyValue("why", outOfReach.getMessage())
          .log("No heartbeat could be written; leases are given up when the term has run out");
      return new Turn.Rest(times.heartbeat().dividedBy(2));
    }
  }

  /// Asks nobody: what runs under leases ends with the term also while a heartbeat hangs.
  Turn watchTerm() {
    membership.deposeIfRunOut().ifPresent(this::tell);
    return new Turn.Rest(around.times().margin().dividedBy(8));
  }

  private void tell(Beat.Deposed deposed) {
    LOG.atWarn()
        .addKeyValue("node", deposed.former())
        .addKeyValue("leases", deposed.lost().size())
        .log("This node could not prove in time that it lives; it joins again under a new id");
    deposed.lost().forEach(listener::lost); // who works under a lease says what its loss means
    listener.deposed(deposed.former());
  }

  /// Looks at all leases once, and takes and gives what is due.
  Turn scan() {
    Optional<NodeId> self = membership.member();
    if (self.isEmpty()) {
      return new Turn.Rest(around.times().heartbeat().dividedBy(10));
    }
    try {
      scan.look(self.get());
    } catch (StoreOutOfReachException outOfReach) {
      LOG.atWarn()
          .addKeyValue("why", outOfReach.getMessage())
          .log("The leases could not be looked at; nothing more is taken until the next scan");
    }
    return new Turn.Rest(around.times().scan());
  }

  /// Gives everything back and leaves. Whoever works under the leases must have stopped before. A
  /// node that could not give everything back keeps its row: others wait until it stood still.
  @Override
  public void stop(Duration atMost) throws InterruptedException {
    Duration deadline = around.timekeeper().monotonic().plus(atMost);
    stopScanning.raise();
    await(loops.isEmpty() ? List.of() : loops.subList(0, 1), deadline);
    try {
      boolean empty = membership.isMember();
      for (HeldLease lease : membership.held()) {
        if (!deadline.minus(around.timekeeper().monotonic()).isPositive()) {
          lease.leaveToExpire(); // no time is left to ask for each
        }
        lease.release();
        empty &= !lease.isLeftToExpire();
      }
      stopBeating.raise();
      if (empty) {
        around.store().forget(membership.node());
      }
    } catch (StoreOutOfReachException outOfReach) {
      LOG.atWarn()
          .addKeyValue("why", outOfReach.getMessage())
          .log("Not all leases could be given back; other nodes wait for the lease duration");
    } finally {
      stopBeating.raise();
    }
    await(loops, deadline);
  }

  private void await(List<Loop> some, Duration deadline) throws InterruptedException {
    for (Loop loop : some) {
      loop.awaitEnd(deadline.minus(around.timekeeper().monotonic()));
    }
  }
}
