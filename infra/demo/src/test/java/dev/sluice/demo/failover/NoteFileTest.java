package dev.sluice.demo.failover;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NoteFileTest {

  @TempDir Path folder;

  @Test
  void gives_each_note_once_and_waits_for_the_end_of_a_line() throws Exception {
    Note first = new Note("shardId-000000000000", "49600000000000000000001", 5, 17);
    Note second = new Note("shardId-000000000001", "49600000000000000000002", 6, 18);
    Path file = folder.resolve("notes");
    var notes = new NoteFile(file);

    assertThat(notes.more()).isEmpty();
    append(file, first.line() + "\n" + second.line().substring(0, 30));
    assertThat(notes.more()).containsExactly(first);
    append(file, second.line().substring(30));
    assertThat(notes.more()).isEmpty();
    append(file, "\n");
    assertThat(notes.more()).containsExactly(second);
    assertThat(notes.more()).isEmpty();
  }

  private static void append(Path file, String text) throws IOException {
    Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
