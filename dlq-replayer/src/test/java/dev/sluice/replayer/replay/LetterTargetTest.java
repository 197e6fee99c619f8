package dev.sluice.replayer.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ingest.identity.Arn;
import dev.sluice.ingest.invoke.Payload;
import dev.sluice.ingest.source.QueueMessage;
import dev.sluice.ingest.source.kinesis.KinesisEventShape;
import dev.sluice.replayer.deadletter.FunctionReference;
import dev.sluice.replayer.deadletter.RangeRead;
import dev.sluice.replayer.deadletter.StreamRange;
import dev.sluice.replayer.deadletter.StreamRecords;
import dev.sluice.replayer.testing.Letters;
import dev.sluice.rules.Rule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LetterTargetTest {

  private static final Arn ROLE = Arn.parse("arn:aws:iam::000000000000:role/r");

  private final List<String> calls = new ArrayList<>();
  private CallOutcome callOutcome = new CallOutcome.Succeeded(Payload.of("null"));
  private SendOutcome sendOutcome = new SendOutcome.Sent("new");
  private RangeRead rangeRead = new RangeRead.Records(Letters.records("s", 1, 2));

  private final StreamRecords streams =
      new StreamRecords() {
        @Override
        public RangeRead read(StreamRange range) {
          return rangeRead;
        }

        @Override
        public Duration retention(Arn stream) {
          return Duration.ofHours(24);
        }
      };

  private final LetterTarget target =
      new LetterTarget(
          this::call, this::send, streams, range -> new KinesisEventShape(range.stream(), ROLE));

  private CallOutcome call(FunctionReference function, Payload event) {
    calls.add(function + " " + event.text());
    return callOutcome;
  }

  private SendOutcome send(Arn queue, ReplayedMessage message) {
    calls.add(queue.name() + " " + message.body());
    return sendOutcome;
  }

  private TargetAnswer deliver(QueueMessage message) throws InterruptedException {
    return target.deliver(Letters.letter(message));
  }

  @Test
  void invokes_the_function_of_a_stream_letter_with_the_same_event() throws InterruptedException {
    TargetAnswer answer = deliver(Letters.stream("m", "s", 1, 2, 2));

    var records = Letters.records("s", 1, 2);
    var shape =
        new KinesisEventShape(
            Arn.parse("arn:aws:kinesis:us-east-1:000000000000:stream/quakes"), ROLE);
    assertThat(calls).containsExactly("record " + new Payload(shape.write(records).array()).text());
    assertThat(answer).isInstanceOf(TargetAnswer.Confirmed.class);
  }

  @Test
  void takes_a_partial_answer_for_no_confirmation_and_names_the_record()
      throws InterruptedException {
    callOutcome =
        new CallOutcome.Succeeded(
            Payload.of("{\"batchItemFailures\":[{\"itemIdentifier\":\"2\"}]}"));

    TargetAnswer answer = deliver(Letters.stream("m", "s", 1, 2, 2));

    assertThat(answer).isInstanceOf(TargetAnswer.Refused.class);
    assertThat(((TargetAnswer.Refused) answer).why()).contains("1 record", "2");
  }

  @Test
  @Rule("DLQ-041")
  void invokes_nothing_when_the_records_were_trimmed() throws InterruptedException {
    rangeRead = new RangeRead.Records(Letters.records("s", 2));

    TargetAnswer answer = deliver(Letters.stream("m", "s", 1, 2, 2));

    assertThat(answer).isInstanceOf(TargetAnswer.Refused.class);
    assertThat(answer.toString()).contains("trimmed");
    assertThat(calls).isEmpty();
  }

  @Test
  void tries_again_when_the_stream_is_out_of_reach() throws InterruptedException {
    rangeRead = new RangeRead.Unavailable("away");

    assertThat(deliver(Letters.stream("m", "s", 1, 2, 2))).isInstanceOf(TargetAnswer.Busy.class);
    assertThat(calls).isEmpty();
  }

  @Test
  @Rule("DLQ-045")
  void invokes_the_qualifier_of_an_asynchronous_letter() throws InterruptedException {
    TargetAnswer answer = deliver(Letters.event("m", "2025-11-25T22:18:25.123Z", "{ \"n\": 1.0}"));

    assertThat(calls).containsExactly("alert:$LATEST { \"n\": 1.0}");
    assertThat(answer).isInstanceOf(TargetAnswer.Confirmed.class);
  }

  @Test
  void confirms_nothing_a_function_fails_on() throws InterruptedException {
    callOutcome = new CallOutcome.FunctionFailed("Unhandled");

    assertThat(deliver(Letters.event("m", "2025-11-25T22:18:25.123Z", "{}")))
        .isEqualTo(new TargetAnswer.Refused("Unhandled"));
    assertThat(deliver(Letters.stream("m", "s", 1, 2, 2)))
        .isEqualTo(new TargetAnswer.Refused("Unhandled"));
  }

  @Test
  void sends_a_redriven_message_to_its_source() throws InterruptedException {
    TargetAnswer answer = deliver(Letters.redriven("m", 1));

    assertThat(calls).containsExactly("reviews {\"review\":\"m\"}");
    assertThat(answer).isInstanceOf(TargetAnswer.Confirmed.class);
  }

  @Test
  void keeps_refusals_and_passing_faults_of_the_queue_apart() throws InterruptedException {
    sendOutcome = new SendOutcome.Refused("no such queue");
    assertThat(deliver(Letters.redriven("m", 1))).isInstanceOf(TargetAnswer.Refused.class);
    sendOutcome = new SendOutcome.Busy("throttled");
    assertThat(deliver(Letters.redriven("m", 1))).isInstanceOf(TargetAnswer.Busy.class);
  }

  @Test
  void does_nothing_with_an_unknown_letter() throws InterruptedException {
    assertThat(deliver(Letters.message("m", "?"))).isInstanceOf(TargetAnswer.Refused.class);
    assertThat(calls).isEmpty();
  }
}
