package dev.sluice.ingest.simulation;

/// What can go wrong outside the nodes, the way there apart.
enum Mishap {
  /// A standard queue gives a message to a second receiver while the first still has it.
  DELIVERED_TWICE(0.02),
  /// A standard queue brings back a message although it was deleted.
  CAME_BACK_DELETED(0.01),
  /// A queue hides messages for a receiver that is not there any more.
  RECEIVED_BY_NOBODY(0.5),
  /// A standard queue deletes a message by the handle of an earlier receive.
  DELETED_BY_STALE_HANDLE(0.3),
  /// A queue answers for one entry of a batch that it failed, although it did it.
  DONE_BUT_CALLED_FAILED(0.01),
  /// A queue does not do one entry of a batch, and says so.
  ENTRY_NOT_DONE(0.01),
  /// A stream refuses a read for want of throughput.
  READ_THROTTLED(0.02),
  /// A stream gives an empty page although records follow.
  EMPTY_PAGE(0.03),
  /// A destination refuses a record for now.
  DESTINATION_REFUSED(0.1),
  /// A destination refuses a record for good.
  DESTINATION_REFUSED_FOR_GOOD(0.03),
  /// An execution environment starts slowly.
  SLOW_START(0.1),
  /// An invocation takes seconds instead of milliseconds.
  SLOW_RUN(0.05),
  /// The workers cannot start an environment.
  NO_ENVIRONMENT(0.01),
  /// The workers are throttled.
  WORKERS_THROTTLED(0.01),
  /// A function throws before it has done anything.
  THREW_AT_ONCE(0.01),
  /// A function throws after all its effects.
  THREW_AFTER_EFFECTS(0.01),
  /// A function hangs after its effects until its timeout.
  HUNG(0.004),
  /// A function answers what is no report.
  ANSWERED_GARBAGE(0.01);

  private final double usualRate;

  Mishap(double usualRate) {
    this.usualRate = usualRate;
  }

  /// How likely it is each time it could happen.
  double usualRate() {
    return usualRate;
  }
}
