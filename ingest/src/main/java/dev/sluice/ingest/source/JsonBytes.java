package dev.sluice.ingest.source;

import java.util.Arrays;

/// JSON written straight into bytes, in the order told: events have an exact key order, and are
/// written once per record. Not safe for use by several threads.
public final class JsonBytes {

  private static final byte[] HEX = {
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
  };

  /// The most bytes one char becomes: `\\u0001`.
  private static final int MOST_PER_CHAR = 6;

  private byte[] bytes = new byte[1024];
  private int length;

  /// Appends ASCII text as it is.
  public JsonBytes raw(String ascii) {
    ensure(ascii.length());
    for (int i = 0; i < ascii.length(); i++) {
      bytes[length++] = (byte) ascii.charAt(i);
    }
    return this;
  }

  /// Appends a text value in quotes, in UTF-8. Only what JSON demands is escaped; half a surrogate
  /// pair, which UTF-8 cannot hold, is too.
  public JsonBytes text(String value) {
    put('"');
    for (int i = 0; i < value.length(); i++) {
      ensure(MOST_PER_CHAR);
      char c = value.charAt(i);
      if (c < 0x80) {
        ascii(c);
      } else if (c < 0x800) {
        bytes[length++] = (byte) (0xc0 | (c >> 6));
        bytes[length++] = (byte) (0x80 | (c & 0x3f));
      } else if (Character.isHighSurrogate(c)
          && i + 1 < value.length()
          && Character.isLowSurrogate(value.charAt(i + 1))) {
        i++;
        pair(Character.toCodePoint(c, value.charAt(i)));
      } else if (Character.isSurrogate(c)) {
        escaped(c);
      } else {
        bytes[length++] = (byte) (0xe0 | (c >> 12));
        bytes[length++] = (byte) (0x80 | ((c >> 6) & 0x3f));
        bytes[length++] = (byte) (0x80 | (c & 0x3f));
      }
    }
    return put('"');
  }

  /// Appends `"name":"value"`.
  public JsonBytes field(String name, String value) {
    return text(name).put(':').text(value);
  }

  private JsonBytes put(char ascii) {
    ensure(1);
    bytes[length++] = (byte) ascii;
    return this;
  }

  private void ascii(char c) {
    switch (c) {
      case '"', '\\' -> shortEscape(c);
      case '\n' -> shortEscape('n');
      case '\r' -> shortEscape('r');
      case '\t' -> shortEscape('t');
      case '\b' -> shortEscape('b');
      case '\f' -> shortEscape('f');
      default -> {
        if (c < 0x20) {
          escaped(c);
        } else {
          bytes[length++] = (byte) c;
        }
      }
    }
  }

  private void shortEscape(char c) {
    bytes[length++] = '\\';
    bytes[length++] = (byte) c;
  }

  private void escaped(char c) {
    bytes[length++] = '\\';
    bytes[length++] = 'u';
    for (int shift = 12; shift >= 0; shift -= 4) {
      bytes[length++] = HEX[(c >> shift) & 0xf];
    }
  }

  private void pair(int codePoint) {
    bytes[length++] = (byte) (0xf0 | (codePoint >> 18));
    bytes[length++] = (byte) (0x80 | ((codePoint >> 12) & 0x3f));
    bytes[length++] = (byte) (0x80 | ((codePoint >> 6) & 0x3f));
    bytes[length++] = (byte) (0x80 | (codePoint & 0x3f));
  }

  private void ensure(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }

  /// How many bytes were written so far.
  public int length() {
    return length;
  }

  /// What was written so far.
  public byte[] toArray() {
    return Arrays.copyOf(bytes, length);
  }
}
