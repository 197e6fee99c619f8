package dev.sluice.ingest.simulation;

/// What a message, a stream record or an event carries, and how it behaves when it is handled.
final class Item {

  /// How an item behaves.
  enum Nature {
    /// It is handled, unless the function fails for reasons of its own.
    HEALTHY,
    /// It fails every time.
    POISON,
    /// It ends the node that handles it.
    KILLER,
    /// It fails a few times, then it is handled.
    FLAKY
  }

  private final String name;
  private final Nature nature;

  /// How many failed invocations it survives in its source.
  private final int tolerated;

  /// How often it fails by itself, for a flaky one.
  private int failuresToCome;

  private int failures;

  /// @param tolerated how many failed invocations its source allows it before it is given up
  Item(String name, Nature nature, int tolerated) {
    this.name = name;
    this.nature = nature;
    this.tolerated = tolerated;
    this.failuresToCome = nature == Nature.FLAKY ? tolerated : 0;
  }

  String name() {
    return name;
  }

  Nature nature() {
    return nature;
  }

  /// Whether one more failure that is no fault of any item does it no harm.
  boolean bearsFailure() {
    return failures < tolerated;
  }

  /// Whether it fails by itself this time.
  boolean fails() {
    return switch (nature) {
      case HEALTHY, KILLER -> false;
      case POISON -> true;
      case FLAKY -> failures < failuresToCome;
    };
  }

  /// An invocation that it was part of failed.
  void failed() {
    failures++;
  }

  int failures() {
    return failures;
  }

  /// From now on it is handled, as after a repair of the function.
  void calm() {
    failuresToCome = 0;
  }

  @Override
  public String toString() {
    return name;
  }
}
