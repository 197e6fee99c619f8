package dev.sluice.processor.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import dev.sluice.processor.testing.TestContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SqsBatchHandlerTest {

  private final List<String> handled = Collections.synchronizedList(new ArrayList<>());

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void names_every_failed_message_of_a_standard_queue_and_handles_all(boolean parallel) {
    SQSEvent event = event("orders", "a:ok", "a:bad", "a:ok", "b:bad");

    SQSBatchResponse answer = process(parallel, event);

    assertThat(failed(answer)).containsExactly("1", "3");
    assertThat(handled).containsExactlyInAnyOrder("0", "1", "2", "3");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void ends_a_message_group_at_its_first_failure_and_names_the_rest_of_it(boolean parallel) {
    SQSEvent event = event("orders.fifo", "a:ok", "b:ok", "a:bad", "b:ok", "a:ok", "c:ok");

    SQSBatchResponse answer = process(parallel, event);

    assertThat(failed(answer)).containsExactly("2", "4");
    assertThat(handled).containsExactlyInAnyOrder("0", "1", "2", "3", "5").doesNotContain("4");
    assertThat(handled.indexOf("1")).isLessThan(handled.indexOf("3"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void answers_with_an_empty_list_when_all_went_well(boolean parallel) {
    assertThat(failed(process(parallel, event("orders", "a:ok", "a:ok")))).isEmpty();
    assertThat(failed(process(parallel, new SQSEvent()))).isEmpty();
  }

  @Test
  void runs_on_the_executor_it_is_given() {
    List<Runnable> given = new ArrayList<>();

    SQSBatchResponse answer =
        handler()
            .processBatchInParallel(
                event("orders", "a:ok", "a:bad"),
                new TestContext(),
                task -> {
                  given.add(task);
                  task.run();
                });

    assertThat(given).hasSize(2);
    assertThat(failed(answer)).containsExactly("1");
  }

  @Test
  void reads_the_body_into_the_type_and_names_what_cannot_be_read() {
    record Order(int number) {}
    List<Integer> numbers = new ArrayList<>();
    SQSEvent event = event("orders", "a:ok", "a:ok");
    event.getRecords().getFirst().setBody("{\"number\":7,\"other\":1}");
    event.getRecords().get(1).setBody("seven");

    SQSBatchResponse answer =
        new BatchMessageHandlerBuilder()
            .withSqsBatchHandler()
            .buildWithMessageHandler((Order order) -> numbers.add(order.number()), Order.class)
            .processBatch(event, new TestContext());

    assertThat(numbers).containsExactly(7);
    assertThat(failed(answer)).containsExactly("1");
  }

  @Test
  void tells_of_successes_and_failures() {
    List<String> told = new ArrayList<>();

    new BatchMessageHandlerBuilder()
        .withSqsBatchHandler()
        .withSuccessHandler(message -> told.add("+" + message.getMessageId()))
        .withFailureHandler(
            (message, failure) ->
                told.add("-" + message.getMessageId() + " " + failure.getMessage()))
        .buildWithRawMessageHandler(this::handle)
        .processBatch(event("orders", "a:ok", "a:bad"), new TestContext());

    assertThat(told).containsExactly("+0", "-1 bad");
  }

  @Test
  void
      counts_a_message_as_failed_if_its_success_handler_fails_and_bears_a_failing_failure_handler() {
    SQSBatchResponse answer =
        new BatchMessageHandlerBuilder()
            .withSqsBatchHandler()
            .withSuccessHandler(
                _ -> {
                  throw new IllegalStateException("cannot tell");
                })
            .withFailureHandler(
                (_, _) -> {
                  throw new IllegalStateException("cannot tell either");
                })
            .buildWithRawMessageHandler(this::handle)
            .processBatch(event("orders", "a:ok"), new TestContext());

    assertThat(failed(answer)).containsExactly("0");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void fails_as_a_whole_on_an_error(boolean parallel) {
    var handler =
        new BatchMessageHandlerBuilder()
            .withSqsBatchHandler()
            .buildWithRawMessageHandler(
                (SQSMessage _) -> {
                  throw new LinkageError("not loaded");
                });
    SQSEvent event = event("orders", "a:ok");

    assertThatThrownBy(
            () -> {
              if (parallel) {
                handler.processBatchInParallel(event, new TestContext());
              } else {
                handler.processBatch(event, new TestContext());
              }
            })
        .satisfiesAnyOf(
            thrown -> assertThat(thrown).isInstanceOf(LinkageError.class),
            thrown -> assertThat(thrown).hasCauseInstanceOf(LinkageError.class));
  }

  private SQSBatchResponse process(boolean parallel, SQSEvent event) {
    return parallel
        ? handler().processBatchInParallel(event, new TestContext())
        : handler().processBatch(event, new TestContext());
  }

  private BatchMessageHandler<SQSEvent, SQSBatchResponse> handler() {
    return new BatchMessageHandlerBuilder()
        .withSqsBatchHandler()
        .buildWithRawMessageHandler(this::handle);
  }

  private void handle(SQSMessage message) {
    handled.add(message.getMessageId());
    if (message.getBody().equals("bad")) {
      throw new IllegalArgumentException("bad");
    }
  }

  private static List<String> failed(SQSBatchResponse answer) {
    return answer.getBatchItemFailures().stream()
        .map(SQSBatchResponse.BatchItemFailure::getItemIdentifier)
        .toList();
  }

  /// Messages given as `group:body`, with their places as ids.
  private static SQSEvent event(String queue, String... messages) {
    List<SQSMessage> records = new ArrayList<>();
    for (String given : Arrays.asList(messages)) {
      int colon = given.indexOf(':');
      var message = new SQSMessage();
      message.setMessageId(Integer.toString(records.size()));
      message.setBody(given.substring(colon + 1));
      message.setEventSourceArn("arn:aws:sqs:eu-central-1:111122223333:" + queue);
      message.setAttributes(Map.of("MessageGroupId", given.substring(0, colon)));
      records.add(message);
    }
    var event = new SQSEvent();
    event.setRecords(records);
    return event;
  }
}
