package dev.sluice.ingest.invoke;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The bytes of an event or an answer, JSON in UTF-8 as far as anybody promised. Whoever makes one
/// gives the array away; nobody changes it. Never logged.
///
/// @param bytes the text
@SuppressWarnings("ArrayRecordComponent") // Equality is by content, below; payloads are large.
public record Payload(byte[] bytes) {

  public static Payload of(String text) {
    return new Payload(text.getBytes(StandardCharsets.UTF_8));
  }

  public String text() {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Payload payload && Arrays.equals(bytes, payload.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return bytes.length + " bytes";
  }
}
