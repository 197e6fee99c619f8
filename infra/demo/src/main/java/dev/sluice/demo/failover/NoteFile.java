package dev.sluice.demo.failover;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The file the function appends to, read as it grows. Used by one thread.
final class NoteFile {

  private final Path file;
  private long offset;

  NoteFile(Path file) {
    this.file = file;
  }

  /// The notes that were added since the last call, oldest first. A line still being written is
  /// left for the next.
  List<Note> more() {
    List<Note> notes = new ArrayList<>();
    for (String line : lines().split("\n", -1)) {
      if (!line.isEmpty()) {
        notes.add(Note.parse(line));
      }
    }
    return notes;
  }

  private String lines() {
    if (!Files.exists(file)) {
      return "";
    }
    try (var open = new RandomAccessFile(file.toFile(), "r")) {
      byte[] added = new byte[Math.toIntExact(open.length() - offset)];
      open.seek(offset);
      open.readFully(added);
      int end = added.length;
      while (end > 0 && added[end - 1] != '\n') {
        end--;
      }
      offset += end;
      return new String(added, 0, end, StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException("The notes could not be read: " + file, unreadable);
    }
  }
}
