package dev.sluice.ingest.worker;

import dev.sluice.ingest.identity.FunctionName;
import dev.sluice.ingest.invoke.LogTail;
import dev.sluice.ingest.time.Timekeeper;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

/// Turns the bytes that one environment writes into lines, keeps the tail of the invocation in
/// hand, and passes the lines on, no more than [#PER_SECOND] bytes of them. Whatever a function
/// writes, it holds no more than one line and one tail. Guarded by its own monitor.
final class EnvironmentLog {

  /// The longest line in bytes; longer ones are cut into several.
  static final int LONGEST_LINE = 16 * 1024;

  /// How much log one environment may write in a second before the rest of that second is left out.
  static final int PER_SECOND = 1024 * 1024;

  /// The size of `X-Amz-Log-Result` before it is encoded (INV-004).
  static final int TAIL = 4 * 1024;

  private final FunctionName function;
  private final EnvironmentId id;
  private final FunctionLog sink;
  private final Timekeeper time;

  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private byte[] tail = new byte[0];
  private Duration second;
  private int writtenInSecond;
  private long leftOut;

  EnvironmentLog(FunctionName function, EnvironmentId id, FunctionLog sink, Timekeeper time) {
    this.function = function;
    this.id = id;
    this.sink = sink;
    this.time = time;
    this.second = time.monotonic();
  }

  /// Takes what the process wrote.
  synchronized void write(byte[] bytes, int length) {
    int from = 0;
    for (int i = 0; i < length; i++) {
      boolean ends = bytes[i] == '\n';
      boolean full = line.size() + i - from >= LONGEST_LINE;
      if (ends || full) {
        line.write(bytes, from, i - from);
        endLine();
        from = ends ? i + 1 : i;
      }
    }
    line.write(bytes, from, length - from);
  }

  /// Adds a line of Lambda's own, after whatever the process has begun.
  synchronized void platformLine(String text) {
    finishLine();
    tellWhatWasLeftOut();
    pass(text);
    appendToTail(text.getBytes(StandardCharsets.UTF_8));
  }

  /// Passes on a line that has no end yet: loggers of the runtime client write none.
  synchronized void finishLine() {
    if (line.size() > 0) {
      endLine();
    }
  }

  /// Begins the tail of an invocation.
  synchronized void beginTail() {
    finishLine();
    tail = new byte[0];
  }

  /// The tail since [#beginTail()].
  synchronized LogTail tail() {
    int from = Math.max(0, tail.length - TAIL);
    while (from < tail.length && (tail[from] & 0xC0) == 0x80 && from > 0) {
      from++; // not in the middle of a character
    }
    return new LogTail(new String(tail, from, tail.length - from, StandardCharsets.UTF_8));
  }

  private void endLine() {
    byte[] whole = line.toByteArray();
    line.reset();
    appendToTail(whole);
    if (withinRate(whole.length)) {
      pass(new String(whole, StandardCharsets.UTF_8));
    }
  }

  private boolean withinRate(int size) {
    Duration now = time.monotonic();
    if (now.minus(second).compareTo(Duration.ofSeconds(1)) >= 0) {
      tellWhatWasLeftOut();
      second = now;
      writtenInSecond = 0;
    }
    writtenInSecond += size;
    if (writtenInSecond > PER_SECOND) {
      writtenInSecond = PER_SECOND;
      leftOut++;
      return false;
    }
    return true;
  }

  private void tellWhatWasLeftOut() {
    if (leftOut > 0) {
      pass(leftOut + " lines of log were left out: more than " + PER_SECOND + " bytes in a second");
      leftOut = 0;
    }
  }

  private void appendToTail(byte[] text) {
    byte[] joined = Arrays.copyOf(tail, tail.length + text.length + 1);
    System.arraycopy(text, 0, joined, tail.length, text.length);
    joined[joined.length - 1] = '\n';
    int surplus = joined.length - TAIL;
    // One byte more than needed tells whether the cut falls into a character.
    tail = surplus > 1 ? Arrays.copyOfRange(joined, surplus - 1, joined.length) : joined;
  }

  private void pass(String text) {
    sink.line(function, id, text);
  }
}
