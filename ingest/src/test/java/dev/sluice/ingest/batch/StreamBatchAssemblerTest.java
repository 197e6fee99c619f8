package dev.sluice.ingest.batch;

import static dev.sluice.ingest.testing.StreamRecords.batch;
import static dev.sluice.ingest.testing.StreamRecords.records;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.ingest.source.Bytes;
import dev.sluice.ingest.source.EventShape;
import dev.sluice.ingest.source.StreamRecord;
import dev.sluice.rules.Rule;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class StreamBatchAssemblerTest {

  /// Ten bytes around, and as many bytes per record as its number says.
  private static final EventShape<StreamRecord> AS_LONG_AS_ITS_NUMBER =
      new EventShape<>() {
        @Override
        public int overhead() {
          return 10;
        }

        @Override
        public long length(StreamRecord record) {
          return record.sequenceNumber().value().longValueExact();
        }

        @Override
        public Bytes write(List<StreamRecord> records) {
          throw new UnsupportedOperationException();
        }
      };

  private static StreamBatchAssembler assembler(int count, long bytes) {
    return new StreamBatchAssembler(
        new BatchLimits(count, new ByteSize(bytes), Duration.ZERO), AS_LONG_AS_ITS_NUMBER);
  }

  @Test
  void reads_more_when_nothing_is_left() {
    assertThat(assembler(3, 1_000).next(List.of())).isEqualTo(new BatchStep.ReadMore());
  }

  @Test
  void cuts_at_the_batch_size_and_sends_what_was_read_without_waiting() {
    assertThat(assembler(3, 1_000).next(records(1, 8)))
        .isEqualTo(new BatchStep.Send(batch(1, 3), records(4, 8)));
    assertThat(assembler(3, 1_000).next(records(7, 8)))
        .isEqualTo(new BatchStep.Send(batch(7, 8), List.of()));
  }

  @Test
  @Rule("KIN-024")
  void cuts_where_the_encoded_event_would_be_too_large() {
    assertThat(assembler(100, 10 + 1 + 2 + 3).next(records(1, 8)))
        .isEqualTo(new BatchStep.Send(batch(1, 3), records(4, 8)));
    assertThat(assembler(100, 10 + 1 + 2 + 2).next(records(1, 8)))
        .isEqualTo(new BatchStep.Send(batch(1, 2), records(3, 8)));
  }

  @Test
  @Rule("KIN-025")
  void singles_out_a_record_no_event_can_carry() {
    assertThat(assembler(100, 15).next(records(6, 8)))
        .isEqualTo(new BatchStep.Undeliverable(batch(6, 6), records(7, 8)));
  }

  @Test
  void refuses_a_window() {
    var limits = new BatchLimits(1, new ByteSize(10), Duration.ofSeconds(1));

    assertThatThrownBy(() -> new StreamBatchAssembler(limits, AS_LONG_AS_ITS_NUMBER))
        .hasMessageContaining("MaximumBatchingWindowInSeconds");
  }
}
