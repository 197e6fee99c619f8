package dev.sluice.ingest.simulation;

import dev.sluice.ingest.identity.FunctionName;
import dev.sluice.ingest.identity.RequestId;
import dev.sluice.ingest.invoke.InvocationOutcome;
import dev.sluice.ingest.invoke.LogTail;
import dev.sluice.ingest.invoke.Payload;
import dev.sluice.ingest.simulation.FunctionEvent.Part;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// One invocation of a modelled function: part after part takes its effect, then it answers. A
/// thread of the machine waits for it; all else happens on the simulator's thread.
final class Run {

  private static final Payload ERROR = Payload.of("{\"errorMessage\":\"as modelled\"}");
  private static final Payload GARBAGE =
      Payload.of("{\"batchItemFailures\":[{\"itemIdentifier\":7}]}");
  private static final long QUICK = Duration.ofMillis(150).toNanos();

  private final ModelledFunctions functions;
  private final World world;
  private final Machine machine;
  private final Thread thread = Thread.currentThread();
  private final FunctionName function;
  private final RequestId request;
  private final FunctionEvent event;
  private final Duration timeout;
  private final boolean reports;
  private final Gate gate = new Gate();

  private final List<Part> handled = new ArrayList<>();
  private final Set<Part> failed = new HashSet<>();
  private Fate fate = Fate.NONE;
  private long stepNanos;
  private boolean cut;
  private @Nullable Event timer;
  private @Nullable InvocationOutcome outcome;

  /// How an invocation ends for reasons that lie in no part.
  private enum Fate {
    NONE,
    THROWS_AT_ONCE,
    THROWS_AFTER_EFFECTS,
    HANGS,
    ANSWERS_GARBAGE
  }

  /// Made by the thread that waits for it.
  ///
  /// @param reports whether the function answers with batch item failures
  Run(
      ModelledFunctions functions,
      Machine machine,
      FunctionName function,
      RequestId request,
      FunctionEvent event,
      Duration timeout,
      boolean reports) {
    this.functions = functions;
    this.world = functions.world();
    this.machine = machine;
    this.function = function;
    this.request = request;
    this.event = event;
    this.timeout = timeout;
    this.reports = reports && !event.isAsynchronous();
  }

  Machine machine() {
    return machine;
  }

  /// Who waits for the outcome.
  Thread thread() {
    return thread;
  }

  FunctionName function() {
    return function;
  }

  RequestId request() {
    return request;
  }

  FunctionEvent event() {
    return event;
  }

  /// Whether it has ended, or its machine has.
  boolean isOver() {
    return outcome != null || cut || machine.hasCrashed();
  }

  /// Waits for the end.
  InvocationOutcome await() throws InterruptedException {
    gate.passUnlessInterrupted();
    InvocationOutcome known = outcome;
    if (known == null) {
      throw new IllegalStateException("an invocation ended without an outcome");
    }
    return known;
  }

  /// The environment is ready.
  void begin() {
    if (isOver()) {
      return;
    }
    functions.begun(this);
    functions.watcher().begins(this);
    fate = drawFate();
    long nanos = QUICK;
    if (functions.mishaps().happens(Mishap.SLOW_RUN)) {
      nanos = timeout.toNanos() / 10 * 8;
    }
    stepNanos = world.random().nextLong(nanos) / (event.parts().size() + 1) / 2;
    timer = world.at(timeout, this::timeOut);
    if (fate == Fate.THROWS_AT_ONCE) {
      world.at(step(), this::fail);
    } else {
      world.at(step(), () -> handle(0));
    }
  }

  /// Nothing fails by chance what that could cost a record that is well.
  private Fate drawFate() {
    for (Part part : event.parts()) {
      if (!functions.items().of(part.item()).bearsFailure()) {
        return Fate.NONE;
      }
    }
    Mishaps mishaps = functions.mishaps();
    if (mishaps.happens(Mishap.THREW_AT_ONCE)) {
      return Fate.THROWS_AT_ONCE;
    }
    if (mishaps.happens(Mishap.THREW_AFTER_EFFECTS)) {
      return Fate.THROWS_AFTER_EFFECTS;
    }
    if (mishaps.happens(Mishap.HUNG)) {
      return Fate.HANGS;
    }
    return reports && mishaps.happens(Mishap.ANSWERED_GARBAGE) ? Fate.ANSWERS_GARBAGE : Fate.NONE;
  }

  private Duration step() {
    return Duration.ofNanos(1 + stepNanos);
  }

  private void handle(int index) {
    if (isOver()) {
      return;
    }
    if (index == event.parts().size()) {
      answer();
      return;
    }
    Part part = event.parts().get(index);
    Item item = functions.items().of(part.item());
    if (item.nature() == Item.Nature.KILLER) {
      functions.kill(machine);
      return;
    }
    if (item.fails() || followsAFailure(part)) {
      if (!reports) {
        fail();
        return;
      }
      failed.add(part);
      world.at(step(), () -> handle(event.isOfStream() ? event.parts().size() : index + 1));
      return;
    }
    world.at(step(), () -> land(index)); // on its way, whatever becomes of the machine
  }

  /// Whether an earlier message of the group failed: then this one must wait for it.
  private boolean followsAFailure(Part part) {
    return !part.group().isEmpty()
        && failed.stream().anyMatch(other -> other.group().equals(part.group()));
  }

  private void land(int index) {
    if (cut || outcome != null) {
      return;
    }
    Part part = event.parts().get(index);
    boolean first = functions.takeEffect(this, part);
    functions.watcher().tookEffect(this, part, !first);
    handled.add(part);
    if (!isOver()) {
      world.at(step(), () -> handle(index + 1));
    }
  }

  private void answer() {
    switch (fate) {
      case THROWS_AFTER_EFFECTS, THROWS_AT_ONCE -> fail();
      case HANGS -> {} // the timer ends it
      case ANSWERS_GARBAGE -> {
        allFailed();
        end(List.of(), new InvocationOutcome.Succeeded(GARBAGE, LogTail.NONE));
      }
      case NONE -> {
        failed.forEach(part -> functions.items().of(part.item()).failed());
        String report =
            failed.stream()
                .map(part -> "{\"itemIdentifier\":\"" + part.name() + "\"}")
                .sorted()
                .collect(Collectors.joining(",", "{\"batchItemFailures\":[", "]}"));
        end(handled, new InvocationOutcome.Succeeded(Payload.of(report), LogTail.NONE));
      }
    }
  }

  private void fail() {
    if (!isOver()) {
      allFailed();
      end(List.of(), new InvocationOutcome.FunctionFailed(ERROR, LogTail.NONE));
    }
  }

  private void timeOut() {
    if (!isOver()) {
      allFailed();
      end(List.of(), new InvocationOutcome.TimedOut(ERROR, LogTail.NONE));
    }
  }

  private void allFailed() {
    event.parts().forEach(part -> functions.items().of(part.item()).failed());
  }

  /// Ends it from outside: no effect happens any more.
  void cut(String why) {
    if (!isOver()) {
      cut = true;
      end(List.of(), new InvocationOutcome.Unavailable(why));
    }
  }

  private void end(List<Part> succeeded, InvocationOutcome how) {
    outcome = how;
    if (timer != null) {
      timer.cancel();
    }
    functions.watcher().ends(this, succeeded, how);
    gate.open();
  }

  @Override
  public String toString() {
    return function + " " + request + " on " + machine;
  }
}
