package dev.sluice.ingest.testing;

import dev.sluice.ingest.destination.Delivery;
import dev.sluice.ingest.destination.Destination;
import dev.sluice.ingest.destination.DestinationSender;
import dev.sluice.ingest.destination.InvocationRecord;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A destination that keeps what it takes and can be told to refuse. Safe for use by many threads.
public final class RecordingSender implements DestinationSender {

  /// Guarded by this.
  private final List<InvocationRecord> records = new ArrayList<>();

  private volatile @Nullable Delivery refusal;
  private volatile Runnable onSend = () -> {};
  private volatile int tries;

  /// Refuses everything so, until told null.
  public void refuse(@Nullable Delivery with) {
    refusal = with;
  }

  /// Runs at each send, before the record is taken.
  public void onSend(Runnable action) {
    onSend = action;
  }

  /// How often something was sent, refused or not.
  public int tries() {
    return tries;
  }

  /// What was taken, in order.
  public synchronized List<InvocationRecord> records() {
    return List.copyOf(records);
  }

  @Override
  public synchronized Delivery send(
      Destination destination, InvocationRecord record, @Nullable String traceHeader) {
    tries = tries + 1;
    onSend.run();
    Delivery no = refusal;
    if (no != null) {
      return no;
    }
    records.add(record);
    return new Delivery.Delivered();
  }
}
