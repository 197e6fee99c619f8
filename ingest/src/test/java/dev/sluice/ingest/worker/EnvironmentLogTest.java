package dev.sluice.ingest.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ingest.identity.FunctionName;
import dev.sluice.ingest.testing.ManualTimekeeper;
import dev.sluice.rules.Rule;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class EnvironmentLogTest {

  private final List<String> lines = new ArrayList<>();
  private final ManualTimekeeper time = ManualTimekeeper.atNoon();
  private final EnvironmentLog log =
      new EnvironmentLog(
          new FunctionName("f"), new EnvironmentId("e"), (_, _, line) -> lines.add(line), time);

  @Test
  void puts_lines_together_from_pieces() {
    write("one\ntw");
    write("o\n\nthr");
    assertThat(lines).containsExactly("one", "two", "");

    log.finishLine();
    assertThat(lines).containsExactly("one", "two", "", "thr");
  }

  @Test
  void cuts_lines_that_are_too_long() {
    write("x".repeat(EnvironmentLog.LONGEST_LINE * 2 + 5) + "\nend\n");

    assertThat(lines).extracting(String::length).containsExactly(16_384, 16_384, 5, 3);
  }

  @Test
  @Rule("INV-004")
  void keeps_the_last_four_kilobytes_of_an_invocation_in_whole_characters() {
    write("before\n");
    log.beginTail();
    for (int i = 0; i < 1000; i++) {
      write("line " + i + " \u20ac\u20ac\n");
    }

    String tail = log.tail().text();
    assertThat(tail.getBytes(StandardCharsets.UTF_8)).hasSizeBetween(4093, 4096);
    assertThat(tail).endsWith("line 999 \u20ac\u20ac\n").doesNotContain("\ufffd");
    log.beginTail();
    assertThat(log.tail().text()).isEmpty();
  }

  @Test
  void leaves_out_what_comes_faster_than_anybody_can_read_and_says_how_much() {
    String line = "x".repeat(1023) + "\n";
    for (int i = 0; i < 3000; i++) {
      write(line);
    }
    assertThat(lines).hasSize(1025);

    time.advance(Duration.ofSeconds(1));
    write("next\n");
    assertThat(lines.subList(1025, lines.size()))
        .containsExactly(
            "1975 lines of log were left out: more than 1048576 bytes in a second", "next");
  }

  private void write(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    log.write(bytes, bytes.length);
  }
}
