package dev.sluice.ingest.eventqueue;

import dev.sluice.ingest.identity.FunctionName;
import dev.sluice.ingest.identity.RequestId;
import dev.sluice.ingest.invoke.Claim;
import dev.sluice.ingest.invoke.InvocationOutcome;
import dev.sluice.ingest.invoke.InvocationRequest;
import dev.sluice.ingest.invoke.Invoker;
import dev.sluice.ingest.invoke.LogTail;
import dev.sluice.ingest.invoke.Payload;
import dev.sluice.ingest.invoke.ThrottleReason;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/// Answers from a list and remembers what it was asked; succeeds when the list is used up. Safe for
/// use by many threads.
final class ScriptedInvoker implements Invoker {

  static final Payload ERROR = Payload.of("{\"errorMessage\":\"no\",\"errorType\":\"Refusal\"}");

  static final InvocationOutcome SUCCEEDED =
      new InvocationOutcome.Succeeded(Payload.of("null"), LogTail.NONE);
  static final InvocationOutcome FAILED = new InvocationOutcome.FunctionFailed(ERROR, LogTail.NONE);
  static final InvocationOutcome THROTTLED =
      new InvocationOutcome.Throttled(ThrottleReason.ConcurrentInvocationLimitExceeded);

  /// Guarded by this, like all that follows.
  private final Deque<InvocationOutcome> script = new ArrayDeque<>();

  private final List<InvocationRequest> requests = new ArrayList<>();
  private boolean room = true;

  /// What happens while the function runs.
  private Runnable duringInvoke = () -> {};

  private int openClaims;

  synchronized void answer(InvocationOutcome... outcomes) {
    script.addAll(List.of(outcomes));
  }

  synchronized void duringInvoke(Runnable happens) {
    duringInvoke = happens;
  }

  synchronized void hasRoom(boolean has) {
    room = has;
  }

  synchronized List<InvocationRequest> requests() {
    return List.copyOf(requests);
  }

  synchronized List<RequestId> ids() {
    return requests.stream().map(InvocationRequest::requestId).toList();
  }

  synchronized int openClaims() {
    return openClaims;
  }

  @Override
  public void endWaits() {}

  @Override
  public void end(RequestId request) {}

  @Override
  public synchronized InvocationOutcome invoke(InvocationRequest request) {
    requests.add(request);
    duringInvoke.run();
    InvocationOutcome next = script.poll();
    return next == null ? SUCCEEDED : next;
  }

  @Override
  public synchronized Optional<Claim> claim(
      FunctionName function, String claimant, Duration atMost) {
    if (!room) {
      return Optional.empty();
    }
    openClaims++;
    return Optional.of(new Held());
  }

  private final class Held implements Claim {

    /// Guarded by the invoker.
    private boolean closed;

    @Override
    public InvocationOutcome invoke(InvocationRequest request) {
      return ScriptedInvoker.this.invoke(request);
    }

    @Override
    public void close() {
      synchronized (ScriptedInvoker.this) {
        if (!closed) {
          closed = true;
          openClaims--;
        }
      }
    }
  }
}
