package dev.sluice.replayer.replay;

import dev.sluice.ingest.identity.Arn;
import dev.sluice.ingest.invoke.Payload;
import dev.sluice.ingest.source.EventShape;
import dev.sluice.ingest.source.StreamRecord;
import dev.sluice.replayer.deadletter.DeadLetter;
import dev.sluice.replayer.deadletter.Envelope;
import dev.sluice.replayer.deadletter.RangeRead;
import dev.sluice.replayer.deadletter.Refetched;
import dev.sluice.replayer.deadletter.StreamRange;
import dev.sluice.replayer.deadletter.StreamRecords;
import java.util.List;
import java.util.function.Function;

/// Replays each kind of letter to the place it failed at: the function its record names, or the
/// queue it was moved from.
public final class LetterTarget implements ReplayTarget {

  private final FunctionCaller functions;
  private final MessageSender queues;
  private final StreamRecords streams;
  private final Function<StreamRange, EventShape<StreamRecord>> shapes;

  /// @param shapes the event shape of a stream's records
  public LetterTarget(
      FunctionCaller functions,
      MessageSender queues,
      StreamRecords streams,
      Function<StreamRange, EventShape<StreamRecord>> shapes) {
    this.functions = functions;
    this.queues = queues;
    this.streams = streams;
    this.shapes = shapes;
  }

  @Override
  public TargetAnswer deliver(DeadLetter letter) throws InterruptedException {
    return switch (letter.envelope()) {
      case Envelope.StreamFailure stream -> refetch(stream);
      case Envelope.AsynchronousFailure event -> invoke(event);
      case Envelope.RedrivenMessage(var source) -> send(letter, source);
      case Envelope.Unknown(var reason) -> new TargetAnswer.Refused(reason);
    };
  }

  private TargetAnswer refetch(Envelope.StreamFailure letter) throws InterruptedException {
    return switch (streams.read(letter.range())) {
      case RangeRead.Gone(var why) -> new TargetAnswer.Refused(why);
      case RangeRead.Unavailable(var why) -> new TargetAnswer.Busy(why);
      case RangeRead.Records(var records) ->
          switch (Refetched.of(letter.range(), records)) {
            case Refetched.Incomplete(_, var why) -> new TargetAnswer.Refused(why);
            case Refetched.Complete(var all) -> invoke(letter, all);
          };
    };
  }

  private TargetAnswer invoke(Envelope.StreamFailure letter, List<StreamRecord> records)
      throws InterruptedException {
    Payload event = new Payload(shapes.apply(letter.range()).write(records).array());
    return switch (functions.call(letter.function(), event)) {
      case CallOutcome.Succeeded(var answer) ->
          switch (BatchAnswer.read(answer)) {
            case BatchAnswer.AllHandled _ -> new TargetAnswer.Confirmed(List.of());
            case BatchAnswer.NotConfirmed(var why) -> new TargetAnswer.Refused(why);
          };
      case CallOutcome.FunctionFailed(var why) -> new TargetAnswer.Refused(why);
      case CallOutcome.Refused(var why) -> new TargetAnswer.Refused(why);
      case CallOutcome.Busy(var why) -> new TargetAnswer.Busy(why);
    };
  }

  private TargetAnswer invoke(Envelope.AsynchronousFailure letter) throws InterruptedException {
    return switch (functions.call(letter.function(), letter.request())) {
      case CallOutcome.Succeeded _ -> new TargetAnswer.Confirmed(List.of());
      case CallOutcome.FunctionFailed(var why) -> new TargetAnswer.Refused(why);
      case CallOutcome.Refused(var why) -> new TargetAnswer.Refused(why);
      case CallOutcome.Busy(var why) -> new TargetAnswer.Busy(why);
    };
  }

  private TargetAnswer send(DeadLetter letter, Arn source) throws InterruptedException {
    ReplayedMessage message = ReplayedMessage.of(letter);
    return switch (queues.send(source, message)) {
      case SendOutcome.Sent _ -> new TargetAnswer.Confirmed(message.notes());
      case SendOutcome.Refused(var why) -> new TargetAnswer.Refused(why);
      case SendOutcome.Busy(var why) -> new TargetAnswer.Busy(why);
    };
  }
}
