package dev.sluice.ingest.simulation;

import org.jspecify.annotations.Nullable;

/// Something that will happen at a moment, unless it is called off.
final class Event implements Comparable<Event> {

  /// True time, in nanoseconds since the world began.
  private final long moment;

  /// Decides among events of one moment.
  private final int lot;

  private final long number;

  /// Null once it has happened or was called off.
  private @Nullable Runnable action;

  Event(long moment, int lot, long number, Runnable action) {
    this.moment = moment;
    this.lot = lot;
    this.number = number;
    this.action = action;
  }

  long moment() {
    return moment;
  }

  long number() {
    return number;
  }

  boolean isPending() {
    return action != null;
  }

  void cancel() {
    action = null;
  }

  void happen() {
    Runnable due = action;
    action = null;
    if (due != null) {
      due.run();
    }
  }

  @Override
  public int compareTo(Event other) {
    int byMoment = Long.compare(moment, other.moment);
    if (byMoment != 0) {
      return byMoment;
    }
    int byLot = Integer.compare(lot, other.lot);
    return byLot != 0 ? byLot : Long.compare(number, other.number);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(number);
  }
}
