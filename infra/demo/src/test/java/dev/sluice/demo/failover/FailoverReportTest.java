package dev.sluice.demo.failover;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class FailoverReportTest {

  private static final FailoverSettings SETTINGS =
      new FailoverSettings(Path.of("."), 3, 4, 2, 1, 7);
  private static final Ledger.Balance CLEAN = new Ledger.Balance(900, 0, 12, 0, 0, 0);
  private static final List<TakeOver> IN_TIME =
      List.of(
          takeOver(Way.KILL, 11_000, 11_400),
          takeOver(Way.STOP, 100, 1_700),
          takeOver(Way.KILL, 12_000, 12_500));

  @Test
  void is_content_when_all_was_in_time_and_every_record_was_handled() {
    FailoverReport report = report(IN_TIME, CLEAN, List.of());

    assertThat(report.problems()).isEmpty();
    assertThat(report.ok()).isTrue();
  }

  @Test
  void names_every_promise_that_was_not_kept() {
    var late =
        List.of(
            takeOver(Way.KILL, 11_000, 15_100),
            takeOver(Way.STOP, 2_300, 2_500),
            takeOver(Way.STOP, 100, 5_300));

    FailoverReport report = report(late, new Ledger.Balance(900, 1, 12, 2, 3, 4), List.of());

    assertThat(report.ok()).isFalse();
    assertThat(report.problems())
        .containsExactly(
            "From a kill until the first record on the new owner it took up to 15.1 s; promised are"
                + " 15.0 s",
            "From a stop until the first record on the new owner it took up to 5.3 s; promised are"
                + " 5.2 s",
            "From a stop until the lease was given up it took up to 2.3 s; promised are 2.2 s",
            "1 records were lost",
            "2 records were handled again although settled before the kill",
            "3 records were handled again without a kill",
            "4 records were handled after a later one of their shard");
  }

  @Test
  void is_not_content_with_a_run_that_ended_early() {
    var waiting = new Ledger.Balance(900, 5, 0, 0, 0, 0);

    FailoverReport report = report(IN_TIME, waiting, List.of("node 3 ended by itself"));

    assertThat(report.ok()).isFalse();
    assertThat(report.problems()).containsExactly("node 3 ended by itself");
  }

  @Test
  void is_json_that_programs_read() throws Exception {
    JsonNode json =
        new ObjectMapper()
            .readTree(new ObjectMapper().writeValueAsString(report(IN_TIME, CLEAN, List.of())));

    assertThat(json.at("/ok").asBoolean()).isTrue();
    assertThat(json.at("/kills/count").asInt()).isEqualTo(2);
    assertThat(json.at("/kills/medianSeconds").asDouble()).isEqualTo(11.95);
    assertThat(json.at("/kills/worstSeconds").asDouble()).isEqualTo(12.5);
    assertThat(json.at("/kills/promiseSeconds").asDouble()).isEqualTo(15);
    assertThat(json.at("/stops/worstSeconds").asDouble()).isEqualTo(1.7);
    assertThat(json.at("/stopsGivenUp/worstSeconds").asDouble()).isEqualTo(0.1);
    assertThat(json.at("/records/fed").asInt()).isEqualTo(900);
    assertThat(json.at("/records/againAfterKill").asInt()).isEqualTo(12);
  }

  private static FailoverReport report(
      List<TakeOver> takeOvers, Ledger.Balance records, List<String> faults) {
    return FailoverReport.of(SETTINGS, takeOvers, records, faults, Duration.ofSeconds(60));
  }

  private static TakeOver takeOver(Way way, long gone, long first) {
    return new TakeOver(way, Duration.ofMillis(gone), Duration.ofMillis(first));
  }
}
