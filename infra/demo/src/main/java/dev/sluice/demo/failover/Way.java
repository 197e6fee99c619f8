package dev.sluice.demo.failover;

/// How a node is taken away.
enum Way {
  /// SIGKILL: the others find out by themselves.
  KILL("kill"),
  /// SIGTERM: the node settles what it has in hand and gives its leases back.
  STOP("stop");

  private final String words;

  Way(String words) {
    this.words = words;
  }

  String words() {
    return words;
  }
}
