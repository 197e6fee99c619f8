package dev.sluice.demo.failover;

import dev.sluice.demo.failover.Crew.Member;
import dev.sluice.demo.failover.LeaseRows.ShardLease;
import dev.sluice.demo.process.RunFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;

/// One run: takes nodes away from their shards, one after the other, and measures. Used by one
/// thread.
final class Failover {

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /// What was under way when a node died has reached its lease or never will.
  private static final Duration LAST_WRITES = Duration.ofMillis(300);

  /// The longest wait before a signal, so that it falls anywhere between heartbeats and scans.
  private static final int ANY_MOMENT_MILLIS = 2_000;

  private final FailoverSettings settings;
  private final Crew crew;
  private final Feeder feeder;
  private final Ledger ledger;
  private final Watch watch;
  private final Bar bar;
  private final Random random;
  private final List<TakeOver> takeOvers = new ArrayList<>();

  Failover(
      FailoverSettings settings, Crew crew, Feeder feeder, Ledger ledger, Watch watch, Bar bar) {
    this.settings = settings;
    this.crew = crew;
    this.feeder = feeder;
    this.ledger = ledger;
    this.watch = watch;
    this.bar = bar;
    this.random = new Random(settings.seed());
  }

  /// Runs all. A node that never comes back or a shard that nobody takes ends the run early, with
  /// `ok` false.
  FailoverReport run() throws InterruptedException {
    Instant began = Instant.now();
    List<String> faults = new ArrayList<>();
    bar.start();
    try {
      for (int i = 0; i < settings.nodes(); i++) {
        crew.add();
      }
      feeder.start();
      for (Way way : ways()) {
        TakeOver measured = takeAway(way);
        takeOvers.add(measured);
        bar.show(takeOvers);
        crew.add();
      }
      awaitCalm();
      feeder.close();
      awaitAllHandled();
      crew.stopAll();
      watch.look();
    } catch (RunFailure stuck) {
      faults.add(String.valueOf(stuck.getMessage()));
    } catch (SdkException cloud) {
      faults.add("The local cloud did not answer: " + cloud.getMessage());
    } finally {
      feeder.close();
    }
    bar.end();
    Duration took = Duration.between(began, Instant.now());
    return FailoverReport.of(settings, takeOvers, ledger.balance(), faults, took);
  }

  private List<Way> ways() {
    List<Way> ways = new ArrayList<>(Collections.nCopies(settings.kills(), Way.KILL));
    ways.addAll(Collections.nCopies(settings.stops(), Way.STOP));
    Collections.shuffle(ways, random);
    return ways;
  }

  private TakeOver takeAway(Way way) throws InterruptedException {
    String shard = "";
    Member victim = null;
    while (victim == null) {
      awaitCalm();
      List<ShardLease> leases = watch.leases();
      shard = leases.get(random.nextInt(leases.size())).shard();
      Thread.sleep(random.nextInt(ANY_MOMENT_MILLIS));
      victim = crew.byId(watch.ownerOf(shard)); // none when the lease has moved this moment
    }
    long pid = victim.process().pid();
    Instant signal = Instant.now();
    switch (way) {
      case KILL -> {
        crew.kill(victim);
        ledger.killed(pid);
        Thread.sleep(LAST_WRITES);
        watch.bookSettled(victim.id(), pid);
      }
      case STOP -> crew.stop(victim);
    }
    return measure(way, shard, victim, signal);
  }

  private TakeOver measure(Way way, String shard, Member victim, Instant signal)
      throws InterruptedException {
    long former = victim.process().pid();
    Duration pace = Duration.ofMillis(way == Way.KILL ? 100 : 20);
    Instant deadline = signal.plus(PATIENCE);
    Duration gone = null;
    while (Instant.now().isBefore(deadline)) {
      crew.requireAll();
      if (gone == null && !victim.id().equals(watch.ownerOf(shard))) {
        gone = Duration.between(signal, Instant.now());
      }
      for (Note note : watch.look()) {
        if (note.shard().equals(shard)
            && note.node() != former
            && note.atMillis() >= signal.toEpochMilli()) {
          Duration first = Duration.ofMillis(note.atMillis() - signal.toEpochMilli());
          return new TakeOver(way, gone == null || gone.compareTo(first) > 0 ? first : gone, first);
        }
      }
      Thread.sleep(pace);
    }
    throw new RunFailure(
        "%d s after the %s of %s nobody else handles %s; its log is %s"
            .formatted(
                PATIENCE.toSeconds(),
                way.words(),
                victim.process().name(),
                shard,
                victim.process().log()));
  }

  /// Waits until every shard is held by a node that runs and was handled by it a moment ago.
  private void awaitCalm() throws InterruptedException {
    Instant deadline = Instant.now().plus(PATIENCE);
    String trouble = "nothing was looked at";
    while (Instant.now().isBefore(deadline)) {
      crew.requireAll();
      feeder.requireRunning();
      watch.look();
      trouble = trouble();
      if (trouble == null) {
        return;
      }
      Thread.sleep(100);
    }
    throw new RunFailure(
        "No calm after " + PATIENCE.toSeconds() + " s: " + trouble + ". Logs: " + crew.logs());
  }

  private @Nullable String trouble() {
    List<ShardLease> leases = watch.leases();
    if (leases.size() != settings.shards()) {
      return leases.size() + " leases of " + settings.shards() + " shards";
    }
    for (ShardLease lease : leases) {
      Long handler = watch.handlerOf(lease.shard());
      Member owner = crew.byId(lease.owner());
      if (owner == null && handler != null && lease.owner() != null) {
        crew.rename(handler, lease.owner());
        owner = crew.byId(lease.owner());
      }
      if (owner == null) {
        return lease.shard() + " has no owner that runs";
      }
      if (handler == null || handler != owner.process().pid()) {
        return lease.shard() + " is not handled by its owner, " + owner.process().name();
      }
    }
    return null;
  }

  private void awaitAllHandled() throws InterruptedException {
    Instant deadline = Instant.now().plus(PATIENCE);
    while (ledger.waiting() > 0 && Instant.now().isBefore(deadline)) {
      crew.requireAll();
      watch.look();
      Thread.sleep(200);
    }
  }
}
