package dev.sluice.ingest.testing;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/// Calls a script instead of a function and remembers the calls. There is always room until told
/// otherwise. Safe for use by many threads.
public final class ScriptedInvoker implements Invoker {

  /// What happens in place of the function.
  @FunctionalInterface
  public interface Script {
    InvocationOutcome run(InvocationRequest request) throws InterruptedException;
  }

  private final Script script;

  /// Guarded by this.
  private final List<InvocationRequest> requests = new ArrayList<>();

  /// Guarded by this.
  private final List<RequestId> ended = new ArrayList<>();

  /// Guarded by this.
  private int openClaims;

  private final CountDownLatch waitsEnded = new CountDownLatch(1);

  private volatile boolean room = true;

  public ScriptedInvoker(Script script) {
    this.script = script;
  }

  /// Answers the outcomes in turn, the last one for ever after.
  public static ScriptedInvoker answering(InvocationOutcome... outcomes) {
    var left = new ArrayList<>(List.of(outcomes));
    return new ScriptedInvoker(
        _ -> {
          synchronized (left) {
            return left.size() > 1 ? left.removeFirst() : left.getFirst();
          }
        });
  }

  public static InvocationOutcome succeeded(String answer) {
    return new InvocationOutcome.Succeeded(Payload.of(answer), LogTail.NONE);
  }

  public static InvocationOutcome failed() {
    return new InvocationOutcome.FunctionFailed(
        Payload.of("{\"errorMessage\":\"no\",\"errorType\":\"Refused\"}"), LogTail.NONE);
  }

  public static InvocationOutcome timedOut() {
    return new InvocationOutcome.TimedOut(
        Payload.of("{\"errorType\":\"Sandbox.Timedout\"}"), LogTail.NONE);
  }

  public static InvocationOutcome throttled() {
    return new InvocationOutcome.Throttled(
        ThrottleReason.ReservedFunctionConcurrentInvocationLimitExceeded);
  }

  /// Whether claims are granted.
  public void setRoom(boolean room) {
    this.room = room;
  }

  /// The calls so far.
  public synchronized List<InvocationRequest> requests() {
    return List.copyOf(requests);
  }

  /// The events the function was called with so far.
  public List<String> events() {
    return requests().stream().map(r -> r.payload().text()).toList();
  }

  /// Claims granted and not closed yet.
  public synchronized int openClaims() {
    return openClaims;
  }

  /// An invoker without room for what is called: it is held until waits end.
  public static ScriptedInvoker holding() {
    var ended = new CompletableFuture<CountDownLatch>();
    var invoker =
        new ScriptedInvoker(
            _ -> {
              ended.join().await();
              return new InvocationOutcome.Unavailable("The node is stopping");
            });
    ended.complete(invoker.waitsEnded);
    return invoker;
  }

  /// The invocations somebody wanted ended, in order.
  public synchronized List<RequestId> ended() {
    return List.copyOf(ended);
  }

  @Override
  public synchronized void end(RequestId request) {
    ended.add(request);
    notifyAll();
  }

  /// For scripts: runs until somebody ends it.
  public InvocationOutcome runUntilEnded(RequestId request) throws InterruptedException {
    synchronized (this) {
      while (!ended.contains(request)) {
        wait();
      }
    }
    return new InvocationOutcome.Unavailable("Ended by the test");
  }

  @Override
  public void endWaits() {
    waitsEnded.countDown();
  }

  @Override
  public InvocationOutcome invoke(InvocationRequest request) throws InterruptedException {
    synchronized (this) {
      requests.add(request);
    }
    return script.run(request);
  }

  @Override
  public Optional<Claim> claim(FunctionName function, String claimant, Duration atMost) {
    if (!room) {
      return Optional.empty();
    }
    changeOpenClaims(1);
    return Optional.of(new OneUse());
  }

  private synchronized void changeOpenClaims(int by) {
    openClaims += by;
  }

  private final class OneUse implements Claim {

    private boolean used;
    private boolean closed;

    @Override
    public InvocationOutcome invoke(InvocationRequest request) throws InterruptedException {
      if (used || closed) {
        throw new IllegalStateException("a claim is used once, before it is closed");
      }
      used = true;
      return ScriptedInvoker.this.invoke(request);
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        changeOpenClaims(-1);
      }
    }
  }
}
