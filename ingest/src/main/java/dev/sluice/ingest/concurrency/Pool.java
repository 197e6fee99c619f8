package dev.sluice.ingest.concurrency;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// One limit and everybody who shares it: a function with reserved concurrency, or all functions
/// without (CONC-004). It decides who is next and waits for nobody; not safe for several threads.
///
/// A free slot goes to the batch that is held longest, then to the invocation that waits longest. A
/// claim is granted while running + held + claims is at most the limit: so one poll waits even when
/// all slots are busy, and what it brings takes the first that gets free. As long as no batch is
/// held, it is the limit over all nodes that counts: what a poll brings is what makes this node ask
/// for more than it has.
final class Pool {

  private final Deque<Ticket> held = new ArrayDeque<>();
  private final Deque<Ticket> waiting = new ArrayDeque<>();
  private final Deque<Ticket> claiming = new ArrayDeque<>();
  private final Map<Ticket.Turn, Long> lastGrant = new HashMap<>();
  private int limit;
  private int polls;
  private int running;
  private int claims;
  private long grants;

  /// @param limit 0 lets nothing run and nothing be polled (CONC-010)
  Pool(int limit) {
    bound(limit, limit);
  }

  /// Sets the limit; what runs or polls already goes on.
  ///
  /// @param limit how many may run here
  /// @param polls the limit for claims while no batch is held; 0 for none at all
  void bound(int limit, int polls) {
    this.limit = limit;
    this.polls = polls;
  }

  ConcurrencyUse use() {
    return new ConcurrencyUse(limit, running, held.size(), waiting.size(), claims);
  }

  /// An invocation asks for a slot.
  void wait(Ticket ticket) {
    waiting.addLast(ticket);
  }

  /// A claim has brought a batch that asks for a slot.
  void hold(Ticket ticket) {
    claims--;
    held.addLast(ticket);
  }

  /// A poll asks for a claim.
  void claim(Ticket ticket) {
    claiming.addLast(ticket);
  }

  /// A ticket that got nothing goes; false when it is in no line any more.
  boolean leave(Ticket ticket) {
    return held.remove(ticket) || waiting.remove(ticket) || claiming.remove(ticket);
  }

  /// An invocation has ended.
  void endRun() {
    running--;
  }

  /// A claim goes unused.
  void endClaim() {
    claims--;
  }

  /// Serves all who can be served now, in order, and returns them.
  List<Ticket> serve() {
    List<Ticket> served = new ArrayList<>();
    while (running < limit && !(held.isEmpty() && waiting.isEmpty())) {
      running++;
      served.add(held.isEmpty() ? waiting.removeFirst() : held.removeFirst());
    }
    while (!claiming.isEmpty() && mayPoll()) {
      claims++;
      served.add(nextClaim());
    }
    return served;
  }

  private boolean mayPoll() {
    int most = held.isEmpty() ? polls : limit;
    return polls > 0 && running + held.size() + claims <= most;
  }

  /// Whoever was granted longest ago; among those never granted, the first to come.
  private Ticket nextClaim() {
    Ticket next =
        claiming.stream()
            .min(Comparator.comparingLong(ticket -> lastGrant.getOrDefault(ticket.turn(), 0L)))
            .orElseThrow();
    claiming.remove(next);
    lastGrant.put(next.turn(), ++grants);
    return next;
  }
}
