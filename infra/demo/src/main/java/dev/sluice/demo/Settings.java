package dev.sluice.demo;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the person asked for.
///
/// @param root of the repository
/// @param data the GeoJSON file
/// @param features what it holds
/// @param kill whether the node is killed once
/// @param killAt where; null lets the seed decide
/// @param seed decides the moment of the kill
record Settings(
    Path root,
    Path data,
    List<Feature> features,
    boolean kill,
    @Nullable KillMoment killAt,
    long seed) {

  Settings {
    features = List.copyOf(features);
  }
}
