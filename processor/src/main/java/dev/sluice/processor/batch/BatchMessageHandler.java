package dev.sluice.processor.batch;

import com.amazonaws.services.lambda.runtime.Context;
import java.util.concurrent.Executor;

/// Handles the records of an event one by one; a record that fails does not fail the others, but is
/// named in the answer (`ReportBatchItemFailures` has to be set on the mapping).
///
/// @param <E> the event
/// @param <R> the answer with the failed records
public interface BatchMessageHandler<E, R> {

  /// Handles the records one after the other, in the order of the event.
  R processBatch(E event, Context context);

  /// Handles records at the same time, each on a virtual thread. Records that have an order among
  /// themselves (a message group, a partition key) keep it.
  R processBatchInParallel(E event, Context context);

  /// The same on the given executor.
  R processBatchInParallel(E event, Context context, Executor executor);
}
