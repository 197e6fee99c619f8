package dev.sluice.demo.failover;

/// That a record was handled.
///
/// @param shard it came from
/// @param sequence its sequence number
/// @param atMillis since the epoch, when the function began with it
/// @param node process id of the node that invoked the function
record Note(String shard, String sequence, long atMillis, long node) {

  static final long NO_NODE = -1;

  String line() {
    return shard + " " + sequence + " " + atMillis + " " + node;
  }

  static Note parse(String line) {
    String[] parts = line.split(" ", -1);
    if (parts.length != 4) {
      throw new IllegalArgumentException("expected shard, sequence, time and node, found " + line);
    }
    return new Note(parts[0], parts[1], Long.parseLong(parts[2]), Long.parseLong(parts[3]));
  }
}
