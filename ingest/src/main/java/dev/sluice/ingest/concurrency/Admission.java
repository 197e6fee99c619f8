package dev.sluice.ingest.concurrency;

import dev.sluice.ingest.invoke.ThrottleReason;

/// Whether an invocation may run.
public sealed interface Admission {

  /// It may; the slot is its own until it closes it.
  record Admitted(ConcurrencySlot slot) implements Admission {}

  /// There was no room, for as long as it would wait.
  record Refused(ThrottleReason reason) implements Admission {}
}
