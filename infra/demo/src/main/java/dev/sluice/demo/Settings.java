package dev.sluice.demo;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// What the person asked for.
///
/// @param root of the repository
/// @param data the GeoJSON file
/// @param kill whether the node is killed once
/// @param killPhase in which step; null lets the seed decide
/// @param seed decides the moment of the kill
record Settings(Path root, Path data, boolean kill, @Nullable Phase killPhase, long seed) {}
