package dev.sluice.ingest.batch;

import dev.sluice.ingest.source.EventShape;
import dev.sluice.ingest.source.StreamRecord;
import java.util.List;

/// Cuts what was read into batches, by count and by the size of the encoded event (KIN-020,
/// KIN-024). Without a window: whatever was read is sent at once.
public final class StreamBatchAssembler {

  private final BatchLimits limits;
  private final EventShape<StreamRecord> shape;

  public StreamBatchAssembler(BatchLimits limits, EventShape<StreamRecord> shape) {
    if (!limits.window().isZero()) {
      throw new IllegalArgumentException(
          "MaximumBatchingWindowInSeconds is not supported for streams yet, found "
              + limits.window().toSeconds());
    }
    this.limits = limits;
    this.shape = shape;
  }

  /// The oldest batch of `unbatched`, which are in sequence order.
  public BatchStep next(List<StreamRecord> unbatched) {
    if (unbatched.isEmpty()) {
      return new BatchStep.ReadMore();
    }
    int fitting = fitting(unbatched);
    int cut = Math.max(fitting, 1);
    StreamBatch batch = StreamBatch.fresh(unbatched.subList(0, cut));
    List<StreamRecord> left = unbatched.subList(cut, unbatched.size());
    return fitting == 0
        ? new BatchStep.Undeliverable(batch, left)
        : new BatchStep.Send(batch, left);
  }

  private int fitting(List<StreamRecord> unbatched) {
    long bytes = shape.overhead();
    int count = 0;
    while (count < Math.min(unbatched.size(), limits.count())) {
      bytes += shape.length(unbatched.get(count));
      if (bytes > limits.bytes().bytes()) {
        break;
      }
      count++;
    }
    return count;
  }
}
