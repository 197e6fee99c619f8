package dev.sluice.demo;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the person asked for.
///
/// @param root of the repository
/// @param data the GeoJSON file
/// @param features what it holds
/// @param nodes how many
/// @param kill whether a node is killed once
/// @param killAt where; null lets the seed decide
/// @param seed decides the moment of the kill, and the node
record Settings(
    Path root,
    Path data,
    List<Feature> features,
    int nodes,
    boolean kill,
    @Nullable KillMoment killAt,
    long seed) {

  Settings {
    features = List.copyOf(features);
  }
}
