package dev.sluice.replayer.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.sluice.ingest.identity.Arn;
import dev.sluice.ingest.source.SequenceNumber;
import dev.sluice.ingest.source.ShardId;
import dev.sluice.replayer.testing.Letters;
import dev.sluice.rules.Rule;
import org.junit.jupiter.api.Test;

class RefetchedTest {

  private static StreamRange range(int size) {
    return new StreamRange(
        Arn.parse("arn:aws:kinesis:us-east-1:000000000000:stream/quakes"),
        new ShardId("s"),
        SequenceNumber.parse("100"),
        SequenceNumber.parse("300"),
        size);
  }

  private static void isIncomplete(Refetched refetched, String why) {
    assertThat(refetched)
        .asInstanceOf(type(Refetched.Incomplete.class))
        .satisfies(incomplete -> assertThat(incomplete.why()).contains(why));
  }

  @Test
  @Rule("DLQ-041")
  void is_complete_from_first_to_last_inclusive() {
    var records = Letters.records("s", 100, 200, 300);

    assertThat(Refetched.of(range(3), records)).isEqualTo(new Refetched.Complete(records));
  }

  @Test
  @Rule("DLQ-041")
  void knows_a_trimmed_start_by_the_first_number_read() {
    isIncomplete(Refetched.of(range(3), Letters.records("s", 200, 300)), "trimmed");
    isIncomplete(Refetched.of(range(3), Letters.records("s")), "trimmed");
  }

  @Test
  void knows_that_the_end_is_missing() {
    isIncomplete(Refetched.of(range(3), Letters.records("s", 100, 200)), "last record is missing");
  }

  @Test
  void replays_nothing_when_the_range_holds_records_the_letter_does_not_count() {
    isIncomplete(Refetched.of(range(2), Letters.records("s", 100, 200, 300)), "filters");
  }
}
