package dev.sluice.demo;

/// The steps of the demo.
enum Phase {
  /// The file is put into the bucket; what is defective is dead-lettered.
  PUT("put the file"),
  /// The nodes are restarted with the fix switched on and the letters are replayed.
  REPLAY("replay the dead letters"),
  /// The same file is put again, and nothing changes.
  PUT_AGAIN("put the same file again");

  private final String words;

  Phase(String words) {
    this.words = words;
  }

  String words() {
    return words;
  }
}
