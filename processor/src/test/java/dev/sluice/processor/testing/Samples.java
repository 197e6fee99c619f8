package dev.sluice.processor.testing;

import dev.sluice.processor.quakes.Feature;
import dev.sluice.processor.quakes.FeatureReader;
import dev.sluice.processor.quakes.Quake;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Quakes and files for tests.
public final class Samples {

  private Samples() {}

  /// The repository's root.
  public static Path root() {
    return Path.of(System.getProperty("sluice.root", ".."));
  }

  /// The week the demo runs on.
  public static Path week() {
    return root().resolve("infra/data/usgs-all-week-2018-02.geojson");
  }

  /// Every feature of the week, in the order of the file.
  public static List<Feature> features() {
    List<Feature> features = new ArrayList<>();
    try (var reader = new FeatureReader(Files.newInputStream(week()))) {
      for (Optional<Feature> next = reader.next(); next.isPresent(); next = reader.next()) {
        features.add(next.get());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return features;
  }

  /// A fixture of the rule book.
  public static String fixture(String name) {
    try {
      return Files.readString(root().resolve("docs/rules/fixtures").resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A quake of network `ci`, published at `updated` milliseconds, in the hour of `time`.
  public static Quake quake(String id, long updated, Instant time) {
    return new Quake(
        id,
        "ci",
        "earthquake",
        time,
        Instant.ofEpochMilli(updated),
        new BigDecimal("-0.5"),
        new BigDecimal("0.1"),
        false,
        null);
  }

  /// A feature's JSON with the given values of `properties.rms` and `properties.tsunami`.
  public static String json(String id, String rms, int tsunami) {
    return """
    {"type":"Feature","properties":{"mag":5.1,"place":"nowhere","time":1517966773840,\
    "updated":1517966996303,"net":"us","rms":%s,"tsunami":%d,"type":"explosion"},"id":"%s"}\
    """
        .formatted(rms, tsunami, id);
  }
}
