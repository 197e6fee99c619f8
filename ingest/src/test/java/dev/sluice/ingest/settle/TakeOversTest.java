package dev.sluice.ingest.settle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.ingest.batch.BatchLimits;
import dev.sluice.ingest.batch.StreamBatch;
import dev.sluice.ingest.testing.StreamRecords;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class TakeOversTest {

  private static final BatchLimits HUNDRED = BatchLimits.ofCount(100);

  private static List<Integer> sizes(int batchSize, int from, int to) {
    return IntStream.rangeClosed(from, to)
        .map(k -> new TakeOvers(k).limits(BatchLimits.ofCount(batchSize)).count())
        .boxed()
        .toList();
  }

  @Test
  void halves_batches_with_each_take_over_until_a_record_stands_alone() {
    assertThat(sizes(100, 0, 9)).containsExactly(100, 50, 25, 13, 7, 4, 2, 1, 1, 1);
    assertThat(sizes(1, 0, 2)).containsExactly(1, 1, 1);
    assertThat(sizes(10_000, 13, 15)).containsExactly(2, 1, 1);
    assertThat(sizes(10_000, 1_000_000, 1_000_000)).containsExactly(1);
  }

  @Test
  void keeps_the_other_limits() {
    assertThat(new TakeOvers(3).limits(HUNDRED).bytes()).isEqualTo(HUNDRED.bytes());
    assertThat(new TakeOvers(3).limits(HUNDRED).window()).isEqualTo(HUNDRED.window());
  }

  @Test
  void doubles_batches_again_with_each_that_is_settled() {
    assertThat(new TakeOvers(3).settled(HUNDRED)).isEqualTo(new TakeOvers(2));
    assertThat(new TakeOvers(0).settled(HUNDRED)).isEqualTo(new TakeOvers(0));
  }

  @Test
  void begins_to_grow_at_once_however_many_take_overs_an_idle_shard_has_seen() {
    TakeOvers next = new TakeOvers(500).settled(HUNDRED);

    assertThat(next.limits(HUNDRED).count()).isEqualTo(2);
  }

  @Test
  void condemns_a_single_record_after_three_further_take_overs() {
    assertThat(new TakeOvers(9).condemn(records(1), 7)).isFalse();
    assertThat(new TakeOvers(10).condemn(records(1), 7)).isTrue();
  }

  @Test
  void condemns_no_batch_of_several_records() {
    assertThat(new TakeOvers(50).condemn(records(2), 0)).isFalse();
  }

  @Test
  void is_not_negative() {
    assertThatThrownBy(() -> new TakeOvers(-1)).hasMessageContaining("found -1");
  }

  @Property
  void never_halves_to_less_than_half_and_never_grows_past_the_usual(
      @ForAll @IntRange(min = 1, max = 10_000) int batchSize,
      @ForAll @IntRange(min = 0, max = 40) int count) {
    BatchLimits usual = BatchLimits.ofCount(batchSize);
    int now = new TakeOvers(count).limits(usual).count();
    int worse = new TakeOvers(count + 1).limits(usual).count();
    int better = new TakeOvers(count).settled(usual).limits(usual).count();

    assertThat(worse).isBetween(1, now);
    assertThat(worse * 2).isGreaterThanOrEqualTo(now);
    assertThat(better).isBetween(Math.min(now + 1, batchSize), Math.min(2 * now, batchSize));
  }

  private static StreamBatch records(int howMany) {
    return StreamRecords.batch(1, howMany);
  }
}
