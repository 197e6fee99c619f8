package dev.sluice.replayer.deadletter;

import dev.sluice.ingest.identity.Arn;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/// A queue in which letters lie.
///
/// @param arn of the queue
/// @param url by which it is called
/// @param depth about how many messages it holds, hidden ones included, when it was looked up
/// @param maxReceiveCount after so many receives the queue itself moves a letter on; null when it
///   has no redrive policy
public record DeadLetterQueue(Arn arn, URI url, int depth, @Nullable Integer maxReceiveCount) {

  public DeadLetterQueue {
    if (depth < 0) {
      throw new IllegalArgumentException("a queue's depth is not negative, found " + depth);
    }
  }

  public String name() {
    return arn.name();
  }
}
