package dev.sluice.ingest.destination;

import dev.sluice.ingest.identity.Arn;

/// Where a record of an ended batch or event is sent. Other kinds of target are refused by name.
public sealed interface Destination {

  /// A standard queue (API-015: never a FIFO queue).
  ///
  /// @param arn of the queue
  record SqsQueue(Arn arn) implements Destination {

    public SqsQueue {
      if (!arn.service().equals("sqs") || arn.resource().endsWith(".fifo")) {
        throw new IllegalArgumentException("expected the ARN of a standard queue, found " + arn);
      }
    }
  }
}
