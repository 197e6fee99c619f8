package dev.sluice.processor.batch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.KinesisEvent;
import com.amazonaws.services.lambda.runtime.events.KinesisEvent.KinesisEventRecord;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse;
import dev.sluice.processor.testing.TestContext;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

final class KinesisBatchHandlerTest {

  private final List<String> handled = Collections.synchronizedList(new ArrayList<>());

  @Test
  void stops_at_the_first_failure_and_answers_with_its_sequence_number() {
    StreamsEventResponse answer =
        handler().processBatch(event("a:ok", "b:bad", "c:ok", "d:bad"), new TestContext());

    assertThat(failed(answer)).containsExactly("101");
    assertThat(handled).containsExactly("100", "101");
  }

  @Test
  void answers_with_an_empty_list_when_all_went_well() {
    assertThat(failed(handler().processBatch(event("a:ok"), new TestContext()))).isEmpty();
    assertThat(failed(handler().processBatch(new KinesisEvent(), new TestContext()))).isEmpty();
  }

  @Test
  void keeps_the_order_of_a_partition_key_in_parallel_and_answers_with_the_earliest_failure() {
    StreamsEventResponse answer =
        handler()
            .processBatchInParallel(
                event("a:ok", "b:ok", "a:ok", "b:bad", "a:bad", "b:ok"), new TestContext());

    assertThat(failed(answer)).containsExactly("103");
    assertThat(handled).containsExactlyInAnyOrder("100", "101", "102", "103", "104");
    assertThat(handled).containsSubsequence("100", "102", "104");
    assertThat(handled).containsSubsequence("101", "103");
  }

  @Test
  void reads_the_data_into_the_type() {
    List<Integer> numbers = new ArrayList<>();

    new BatchMessageHandlerBuilder()
        .withKinesisBatchHandler()
        .buildWithMessageHandler((Integer number) -> numbers.add(number), Integer.class)
        .processBatch(event("a:7"), new TestContext());

    assertThat(numbers).containsExactly(7);
  }

  private BatchMessageHandler<KinesisEvent, StreamsEventResponse> handler() {
    return new BatchMessageHandlerBuilder()
        .withKinesisBatchHandler()
        .buildWithRawMessageHandler(
            record -> {
              handled.add(record.getKinesis().getSequenceNumber());
              if (UTF_8.decode(record.getKinesis().getData()).toString().equals("bad")) {
                throw new IllegalArgumentException("bad");
              }
            });
  }

  private static List<String> failed(StreamsEventResponse answer) {
    return answer.getBatchItemFailures().stream()
        .map(StreamsEventResponse.BatchItemFailure::getItemIdentifier)
        .toList();
  }

  /// Records given as `key:data`, with sequence numbers from 100 on.
  private static KinesisEvent event(String... given) {
    List<KinesisEventRecord> records = new ArrayList<>();
    for (String one : given) {
      int colon = one.indexOf(':');
      var data = new KinesisEvent.Record();
      data.setSequenceNumber(Integer.toString(100 + records.size()));
      data.setPartitionKey(one.substring(0, colon));
      data.setData(ByteBuffer.wrap(one.substring(colon + 1).getBytes(UTF_8)));
      var record = new KinesisEventRecord();
      record.setKinesis(data);
      records.add(record);
    }
    var event = new KinesisEvent();
    event.setRecords(records);
    return event;
  }
}
