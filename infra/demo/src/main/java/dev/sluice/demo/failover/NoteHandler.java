package dev.sluice.demo.failover;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The function of the fail-over run: notes every record it is given, with the time and the node,
/// then takes as long as [#BUSY_MILLIS] so that some invocations are in progress when a node dies.
public final class NoteHandler {

  /// How long an invocation lasts, beside writing its notes.
  public static final long BUSY_MILLIS = 200;

  /// Taken when the environment starts: after the node's death its parent is another.
  private final long node =
      ProcessHandle.current().parent().map(ProcessHandle::pid).orElse(Note.NO_NODE);

  private final FileChannel notes;

  /// Made once per environment, by the runtime interface client.
  public NoteHandler() throws IOException {
    Path file = Path.of(System.getenv("NOTES_FILE"));
    this.notes =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
  }

  /// Handles a Kinesis event.
  public void handle(Map<String, Object> event) throws IOException, InterruptedException {
    for (Object record : list(event.get("Records"))) {
      Map<?, ?> fields = map(record);
      String shard = String.valueOf(fields.get("eventID")).split(":", 2)[0];
      String sequence = String.valueOf(map(fields.get("kinesis")).get("sequenceNumber"));
      write(new Note(shard, sequence, System.currentTimeMillis(), node));
    }
    Thread.sleep(BUSY_MILLIS);
  }

  /// One line is one write at the end of the file, so that environments do not meet in a line and
  /// none is left half-written by a death.
  private void write(Note note) throws IOException {
    notes.write(ByteBuffer.wrap((note.line() + "\n").getBytes(StandardCharsets.UTF_8)));
  }

  private static List<?> list(@Nullable Object value) {
    return value instanceof List<?> list ? list : List.of();
  }

  private static Map<?, ?> map(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? map : Map.of();
  }
}
