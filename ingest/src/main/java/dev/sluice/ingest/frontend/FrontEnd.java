package dev.sluice.ingest.frontend;

import dev.sluice.ingest.concurrency.Admission;
import dev.sluice.ingest.concurrency.ConcurrencyClaim;
import dev.sluice.ingest.concurrency.ConcurrencySlot;
import dev.sluice.ingest.concurrency.CountingService;
import dev.sluice.ingest.identity.FunctionName;
import dev.sluice.ingest.identity.RequestId;
import dev.sluice.ingest.invoke.Claim;
import dev.sluice.ingest.invoke.InvocationOutcome;
import dev.sluice.ingest.invoke.InvocationRequest;
import dev.sluice.ingest.invoke.Invoker;
import dev.sluice.ingest.invoke.ThrottleReason;
import dev.sluice.ingest.lifecycle.Component;
import dev.sluice.ingest.lifecycle.StopSignal;
import dev.sluice.ingest.worker.FunctionConfiguration;
import dev.sluice.ingest.worker.Workers;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The one way to a function on this node: asks the counting service for room, then the workers for
/// a place.
public final class FrontEnd implements Invoker, Component {

  private final Map<FunctionName, FunctionConfiguration> functions;
  private final CountingService counting;
  private final Workers workers;
  private final FrontEndListener listener;
  private final Set<Call> calls = ConcurrentHashMap.newKeySet();
  private final StopSignal stopping = new StopSignal();

  /// @param functions all functions of the node, by name
  public FrontEnd(
      Map<FunctionName, FunctionConfiguration> functions,
      CountingService counting,
      Workers workers,
      FrontEndListener listener) {
    this.functions = Map.copyOf(functions);
    this.counting = counting;
    this.workers = workers;
    this.listener = listener;
  }

  /// Starts the workers.
  @Override
  public void start() {
    workers.start();
  }

  /// Admits nothing more, lets run what runs, ends all environments. To be called when pollers have
  /// settled what they hold.
  @Override
  public void stop(Duration atMost) throws InterruptedException {
    endWaits();
    workers.stop(atMost);
  }

  @Override
  public void endWaits() {
    stopping.raise();
    counting.stop();
  }

  @Override
  public InvocationOutcome invoke(InvocationRequest request) throws InterruptedException {
    FunctionConfiguration function = functions.get(request.function());
    if (function == null) {
      return unknown(request.function());
    }
    if (stopping.isRaised()) {
      return isStopping();
    }
    Call call = begin(request);
    try {
      return place(function, call, counting.admit(function.name(), request.patience()));
    } finally {
      calls.remove(call);
    }
  }

  private Call begin(InvocationRequest request) {
    var call = new Call(request);
    calls.add(call);
    return call;
  }

  @Override
  public void end(RequestId request) {
    calls.stream().filter(call -> call.request.requestId().equals(request)).forEach(Call::end);
    workers.end(request);
  }

  @Override
  public Optional<Claim> claim(FunctionName function, String claimant, Duration atMost)
      throws InterruptedException {
    if (stopping.isRaised()) {
      return Optional.empty();
    }
    return counting.claim(function, claimant, atMost).map(HeldClaim::new);
  }

  private InvocationOutcome place(FunctionConfiguration function, Call call, Admission admission)
      throws InterruptedException {
    return switch (admission) {
      case Admission.Admitted(ConcurrencySlot slot) -> {
        try (slot) {
          slot.onLoss(() -> end(call.request.requestId()));
          yield call.ended ? ended() : workers.invoke(function, call.request);
        }
      }
      case Admission.Refused(ThrottleReason _) when call.ended -> ended();
      case Admission.Refused(ThrottleReason _) when stopping.isRaised() -> isStopping();
      case Admission.Refused(ThrottleReason reason) -> {
        listener.throttled(new FrontEndListener.Throttle(function.name(), reason));
        yield new InvocationOutcome.Throttled(reason);
      }
    };
  }

  private static InvocationOutcome unknown(FunctionName function) {
    return new InvocationOutcome.Unavailable("This node has no function " + function);
  }

  private static InvocationOutcome isStopping() {
    return new InvocationOutcome.Unavailable("The node is stopping");
  }

  private static InvocationOutcome ended() {
    return new InvocationOutcome.Unavailable("Ended by whoever had asked for it");
  }

  /// One request on its way from asking for room to its outcome.
  private static final class Call {

    final InvocationRequest request;

    /// Written by whoever ends it: it is not handed to the workers any more.
    volatile boolean ended;

    Call(InvocationRequest request) {
      this.request = request;
    }

    void end() {
      ended = true;
    }
  }

  /// A claim of the counting service, with the way on to the workers.
  private final class HeldClaim implements Claim {

    private final ConcurrencyClaim claim;

    HeldClaim(ConcurrencyClaim claim) {
      this.claim = claim;
    }

    @Override
    public InvocationOutcome invoke(InvocationRequest request) throws InterruptedException {
      FunctionConfiguration function = functions.get(request.function());
      if (function == null) {
        return unknown(request.function());
      }
      Call call = begin(request);
      try {
        return place(function, call, claim.admit(request.patience()));
      } finally {
        calls.remove(call);
      }
    }

    @Override
    public void close() {
      claim.close();
    }
  }
}
