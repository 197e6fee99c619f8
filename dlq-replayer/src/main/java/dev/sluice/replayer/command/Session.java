package dev.sluice.replayer.command;

import dev.sluice.ingest.identity.Arn;
import dev.sluice.ingest.source.kinesis.KinesisEventShape;
import dev.sluice.ingest.source.sqs.SqsQueueSource;
import dev.sluice.replayer.deadletter.DeadLetterSource;
import dev.sluice.replayer.deadletter.Pace;
import dev.sluice.replayer.deadletter.StreamRange;
import dev.sluice.replayer.deadletter.StreamRecords;
import dev.sluice.replayer.deadletter.aws.KinesisRecords;
import dev.sluice.replayer.deadletter.aws.QueueLookup;
import dev.sluice.replayer.deadletter.aws.SqsQueues;
import dev.sluice.replayer.replay.LetterTarget;
import dev.sluice.replayer.replay.ReplayTarget;
import dev.sluice.replayer.replay.aws.LambdaFunctions;
import dev.sluice.replayer.replay.aws.SqsSender;

/// The parts of one run, put together by hand.
record Session(Clients clients, Pace pace) implements AutoCloseable {

  /// Stands in events for the function's role, which no failure record names (KIN-031).
  private static final String ROLE = "role/sluice-replay";

  QueueLookup find(String word) throws InterruptedException {
    return new SqsQueues(clients.sqs()).find(word);
  }

  DeadLetterSource open(QueueLookup.Found found) {
    return new DeadLetterSource(
        found.queue(), new SqsQueueSource(clients.sqs(), found.queue().url().toString()), pace);
  }

  StreamRecords streams() {
    return new KinesisRecords(clients.kinesis());
  }

  ReplayTarget target() {
    return new LetterTarget(
        new LambdaFunctions(clients.lambda()),
        new SqsSender(clients.sqs()),
        streams(),
        Session::shape);
  }

  private static KinesisEventShape shape(StreamRange range) {
    Arn stream = range.stream();
    return new KinesisEventShape(
        stream, new Arn(stream.partition(), "iam", "", stream.account(), ROLE));
  }

  @Override
  public void close() {
    clients.close();
  }
}
