package dev.sluice.ingest.testing;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The recorded events and answers of `docs/rules/fixtures`.
public final class Fixtures {

  /// Numbers keep the digits they are written with.
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  private Fixtures() {}

  /// The fixture of this file name.
  public static JsonNode read(String name) {
    String root = System.getProperty("sluice.root");
    if (root == null) {
      throw new IllegalStateException("Start tests with -Dsluice.root=FOLDER OF THE REPOSITORY");
    }
    try {
      return JSON.readTree(Files.readAllBytes(Path.of(root, "docs/rules/fixtures", name)));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /// The fixture of this file name without the blanks that make it readable: what a function is
  /// given, byte for byte.
  public static String compact(String name) {
    return read(name).toString();
  }
}
