package dev.sluice.ingest.concurrency;

import dev.sluice.ingest.lease.NodeId;

/// A pool whose work comes and ends as told. Used by one thread.
final class FakeRoom implements Room {

  int allowed;
  int running;
  int waiting;
  int runs;

  /// One comes right after so many looks, before anything follows from the last; 0 for never.
  int slipsInAfterLooks;

  /// So many more wait.
  void come(int more) {
    waiting += more;
    admit();
  }

  /// One that runs ends.
  void end() {
    running--;
    admit();
  }

  private void admit() {
    while (running < allowed && waiting > 0) {
      waiting--;
      running++;
      runs++;
    }
  }

  @Override
  public ShareUse look(boolean newPeak) {
    var use = new ShareUse(running, waiting, running + waiting);
    if (slipsInAfterLooks > 0 && --slipsInAfterLooks == 0) {
      come(1);
    }
    return use;
  }

  @Override
  public int allow(NodeId member, int slots) {
    allowed = slots;
    admit();
    return running;
  }
}
