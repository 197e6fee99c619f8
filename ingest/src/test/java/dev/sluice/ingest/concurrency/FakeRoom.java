package dev.sluice.ingest.concurrency;

import dev.sluice.ingest.lease.NodeId;

/// A pool whose work comes and ends as told. Used by one thread.
final class FakeRoom implements Room {

  int allowed;
  int running;
  int waiting;
  int runs;

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
    return new ShareUse(running, waiting, running + waiting);
  }

  @Override
  public int allow(NodeId member, int slots) {
    allowed = slots;
    admit();
    return running;
  }
}
