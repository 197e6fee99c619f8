package dev.sluice.ingest.eventqueue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ingest.eventqueue.EventRows.Look;
import dev.sluice.ingest.eventqueue.EventRows.Write;
import dev.sluice.ingest.identity.FunctionName;
import dev.sluice.ingest.identity.RequestId;
import dev.sluice.ingest.time.Timekeeper;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// What every table of waiting events does.
public abstract class EventRowsContract {

  /// The real time: a table that expires rows would take them away at any other.
  private static final Instant NOW = Timekeeper.system().now().truncatedTo(ChronoUnit.MILLIS);

  private static final Instant LATER = NOW.plus(Duration.ofDays(1));

  private final RequestId id = new RequestId(UUID.randomUUID().toString());

  /// The rows under test.
  protected abstract EventRows rows();

  @Test
  void finds_no_row_of_an_event_that_never_waited() {
    assertThat(rows().look(id)).isEqualTo(new Look.Absent());
  }

  @Test
  void shows_a_row_as_it_was_written() {
    EventRow.Waiting row = waiting("a", 1);

    assertThat(rows().move(null, row)).isEqualTo(Write.DONE);

    assertThat(rows().look(id)).isEqualTo(new Look.Present(row));
  }

  @Test
  void moves_a_row_from_the_token_it_has() {
    rows().move(null, waiting("a", 1));

    assertThat(rows().move(new EventToken("a"), waiting("b", 2))).isEqualTo(Write.DONE);

    assertThat(rows().look(id)).isEqualTo(new Look.Present(waiting("b", 2)));
  }

  @Test
  void refuses_to_move_a_row_from_a_token_it_no_longer_has() {
    rows().move(null, waiting("a", 1));
    rows().move(new EventToken("a"), waiting("b", 2));

    assertThat(rows().move(new EventToken("a"), waiting("c", 2))).isEqualTo(Write.REFUSED);
    assertThat(rows().move(null, waiting("c", 1))).isEqualTo(Write.REFUSED);

    assertThat(rows().look(id)).isEqualTo(new Look.Present(waiting("b", 2)));
  }

  @Test
  void refuses_to_move_a_row_that_is_not_there() {
    assertThat(rows().move(new EventToken("a"), waiting("b", 2))).isEqualTo(Write.REFUSED);
  }

  @Test
  void finishes_a_row_and_never_moves_it_again() {
    rows().move(null, waiting("a", 1));

    assertThat(rows().finish(id, new EventToken("x"), LATER)).isEqualTo(Write.REFUSED);
    assertThat(rows().finish(id, null, LATER)).isEqualTo(Write.REFUSED);
    assertThat(rows().finish(id, new EventToken("a"), LATER)).isEqualTo(Write.DONE);

    assertThat(rows().look(id)).isEqualTo(new Look.Present(new EventRow.Done()));
    assertThat(rows().move(new EventToken("a"), waiting("b", 2))).isEqualTo(Write.REFUSED);
    assertThat(rows().move(null, waiting("b", 2))).isEqualTo(Write.REFUSED);
  }

  @Test
  void finishes_an_event_that_never_waited() {
    assertThat(rows().finish(id, null, LATER)).isEqualTo(Write.DONE);

    assertThat(rows().look(id)).isEqualTo(new Look.Present(new EventRow.Done()));
  }

  private EventRow.Waiting waiting(String token, int attempts) {
    var event = new QueuedEvent(new FunctionName("f"), id, NOW, attempts, 3);
    return new EventRow.Waiting(event, new EventToken(token), NOW.plusSeconds(60), "{\"e\":1}");
  }
}
