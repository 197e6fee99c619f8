package dev.sluice.ingest.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ingest.identity.Arn;
import dev.sluice.ingest.source.QueueMessage;
import dev.sluice.ingest.source.sqs.SqsEventShape;
import dev.sluice.rules.Rule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class QueueBatchTest {

  private static final SqsEventShape SHAPE =
      new SqsEventShape(Arn.parse("arn:aws:sqs:eu-central-1:111122223333:orders"), Duration.ZERO);

  @Property
  void holds_every_message_once_in_order_and_within_the_limits(
      @ForAll @Size(min = 1, max = 30) List<@IntRange(max = 2_000) Integer> bodySizes,
      @ForAll @IntRange(min = 1, max = 10) int count,
      @ForAll @IntRange(min = 1, max = 6_000) int bytes) {
    var messages = messages(bodySizes);
    var limits = new BatchLimits(count, new ByteSize(bytes), Duration.ZERO);

    var batches = batches(messages, limits);

    assertThat(batches.stream().flatMap(b -> b.messages().stream()).toList()).isEqualTo(messages);
    for (QueueBatch batch : batches) {
      assertThat(batch.messages().size()).isLessThanOrEqualTo(count);
      assertThat(batch.event()).isEqualTo(SHAPE.write(batch.messages()));
      assertThat(batch.event().length() <= bytes || batch.messages().size() == 1).isTrue();
    }
    for (int i = 0; i + 1 < batches.size(); i++) {
      var larger = new ArrayList<>(batches.get(i).messages());
      larger.add(batches.get(i + 1).messages().getFirst());
      assertThat(larger.size() > count || SHAPE.write(larger).length() > bytes).isTrue();
    }
  }

  @Example
  @Rule("SQS-017")
  void splits_ten_messages_of_a_mebibyte_by_the_six_megabytes_of_an_event() {
    var messages = messages(IntStream.range(0, 10).mapToObj(_ -> 1_048_576).toList());

    var batches = batches(messages, BatchLimits.ofCount(10));

    assertThat(batches).extracting(b -> b.messages().size()).containsExactly(5, 5);
  }

  private static List<QueueBatch> batches(List<QueueMessage> messages, BatchLimits limits) {
    var batches = new ArrayList<QueueBatch>();
    for (int from = 0; from < messages.size(); from += batches.getLast().messages().size()) {
      batches.add(QueueBatch.first(messages.subList(from, messages.size()), limits, SHAPE));
    }
    return batches;
  }

  private static List<QueueMessage> messages(List<Integer> bodySizes) {
    return IntStream.range(0, bodySizes.size())
        .mapToObj(
            i ->
                new QueueMessage(
                    "m" + i,
                    "h" + i,
                    "x".repeat(bodySizes.get(i)),
                    "md5",
                    Map.of(),
                    Map.of(),
                    null))
        .toList();
  }
}
