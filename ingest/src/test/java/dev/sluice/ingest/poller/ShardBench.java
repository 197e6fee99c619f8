package dev.sluice.ingest.poller;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.ingest.destination.StreamFailureRecord;
import dev.sluice.ingest.identity.Arn;
import dev.sluice.ingest.identity.RequestId;
import dev.sluice.ingest.invoke.InvocationOutcome;
import dev.sluice.ingest.invoke.InvocationRequest;
import dev.sluice.ingest.lease.Checkpoint;
import dev.sluice.ingest.lease.FencingToken;
import dev.sluice.ingest.lease.HeldLease;
import dev.sluice.ingest.lease.Lease;
import dev.sluice.ingest.lease.Lease.Tenure;
import dev.sluice.ingest.lease.LeaseKey;
import dev.sluice.ingest.lease.LeaseTerm;
import dev.sluice.ingest.lease.NodeId;
import dev.sluice.ingest.lifecycle.Turn;
import dev.sluice.ingest.mapping.StreamMapping;
import dev.sluice.ingest.source.ReadPosition;
import dev.sluice.ingest.source.ShardId;
import dev.sluice.ingest.source.kinesis.KinesisEventShape;
import dev.sluice.ingest.testing.InMemoryLeaseStore;
import dev.sluice.ingest.testing.InMemoryStream;
import dev.sluice.ingest.testing.ManualTimekeeper;
import dev.sluice.ingest.testing.RecordingListener;
import dev.sluice.ingest.testing.RecordingSender;
import dev.sluice.ingest.testing.ScriptedInvoker;
import dev.sluice.ingest.testing.StreamMappings;
import dev.sluice.ingest.testing.StreamRecords;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;

/// One shard in memory with everything around its poller. Turns are taken by hand.
final class ShardBench {

  static final ShardId SHARD = StreamRecords.SHARD;
  static final Arn FUNCTION =
      Arn.parse("arn:aws:lambda:us-east-1:000000000000:function:record-quake");

  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration FOREVER = Duration.ofDays(10_000);

  final ManualTimekeeper clock = ManualTimekeeper.atNoon();
  final InMemoryStream stream = new InMemoryStream(clock);
  final InMemoryLeaseStore store = new InMemoryLeaseStore();
  final RecordingListener heard = new RecordingListener();
  final RecordingSender sender = new RecordingSender();
  final LeaseKey.Shard key;

  /// The sequence numbers of each invocation, in order.
  final List<List<Integer>> seen = new ArrayList<>();

  /// The rests the poller asked for.
  final List<Duration> rests = new ArrayList<>();

  private final StreamMapping mapping;
  private final ScriptedInvoker invoker;
  private int tenures;

  /// Moved by tests that end the node's term.
  Duration termEnds = FOREVER;

  StreamPacing pacing = StreamPacing.DEFAULT;

  /// @param function answers a batch, given its sequence numbers
  ShardBench(StreamMapping mapping, Function<List<Integer>, InvocationOutcome> function) {
    this.mapping = mapping;
    this.invoker =
        new ScriptedInvoker(
            request -> {
              List<Integer> numbers = numbers(request);
              seen.add(numbers);
              return function.apply(numbers);
            });
    this.key = new LeaseKey.Shard(mapping.id(), StreamMappings.STREAM, clock.now(), SHARD);
    stream.addShard(SHARD);
    store.create(
        Lease.fresh(key, new Checkpoint.Open(new ReadPosition.TrimHorizon(), null), Set.of()));
  }

  static List<Integer> numbers(InvocationRequest request) {
    try {
      var numbers = new ArrayList<Integer>();
      JSON.readTree(request.payload().bytes())
          .get("Records")
          .forEach(r -> numbers.add(Integer.parseInt(r.at("/kinesis/sequenceNumber").asText())));
      return numbers;
    } catch (IOException broken) {
      throw new AssertionError("the event is not JSON", broken);
    }
  }

  /// A new tenure of the shard's lease, taken from whoever has it.
  HeldLease take() {
    var mine =
        new Tenure.Held(new NodeId("node-" + ++tenures), new FencingToken("token-" + tenures));
    Lease row = Objects.requireNonNull(store.take(key, store.lease(key).tenure(), mine));
    return new HeldLease(row, mine, store, () -> new LeaseTerm(termEnds), clock);
  }

  /// In place of the function: runs until somebody ends the invocation.
  InvocationOutcome runUntilEnded() {
    try {
      return invoker.runUntilEnded(invoker.requests().getLast().requestId());
    } catch (InterruptedException unexpected) {
      throw new AssertionError(unexpected);
    }
  }

  /// The invocations that were called off.
  List<RequestId> ended() {
    return invoker.ended();
  }

  /// Gives the lease back for whoever has it.
  void release() {
    if (store.lease(key).tenure() instanceof Tenure.Held holder) {
      store.release(key, holder, null);
    }
  }

  /// Takes turns until the poller says it is finished or its node dies, as a [NodeDied] thrown in
  /// place of the function says; true when it died.
  boolean dies(StreamPoller poller) throws InterruptedException {
    try {
      run(poller);
      return false;
    } catch (NodeDied death) {
      return true;
    }
  }

  /// Ends a poller in the middle of an invocation, with all it has in memory.
  static final class NodeDied extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /// A poller with a lease of its own, as after a crash of the one before.
  StreamPoller poller() {
    return poller(take());
  }

  StreamPoller poller(HeldLease lease) {
    var work =
        new PolledShard(
            mapping,
            FUNCTION,
            SHARD,
            stream.open(SHARD),
            new KinesisEventShape(
                StreamMappings.STREAM, Arn.parse("arn:aws:iam::000000000000:role/quakes")));
    return new StreamPoller(
        work, lease, sender, pacing, new Surroundings(invoker, heard, clock, new Random(7)));
  }

  /// Takes turns until the poller rests for want of records, or is finished. Time passes as it
  /// asks.
  Turn run(StreamPoller poller) throws InterruptedException {
    for (int turns = 0; turns < 10_000; turns++) {
      int readsBefore = stream.reads();
      Turn turn = poller.turn();
      if (turn instanceof Turn.Finished) {
        return turn;
      }
      if (turn instanceof Turn.Rest(Duration rest)) {
        if (isAtTheTip(readsBefore)) {
          return turn;
        }
        rests.add(rest);
        clock.advance(rest);
      }
    }
    throw new AssertionError("the poller did not come to rest");
  }

  private boolean isAtTheTip(int readsBefore) {
    return stream.reads() == readsBefore && stream.isReadTo(SHARD, store.lease(key).checkpoint());
  }

  Checkpoint checkpoint() {
    return store.lease(key).checkpoint();
  }

  static Checkpoint after(int number) {
    return new Checkpoint.Open(new ReadPosition.After(StreamRecords.number(number)), null);
  }

  List<InvocationRequest> requests() {
    return invoker.requests();
  }

  List<StreamFailureRecord> letters() {
    return sender.records().stream().map(StreamFailureRecord.class::cast).toList();
  }
}
