package dev.sluice.demo.failover;

import java.nio.file.Path;

/// What the person asked for.
///
/// @param root of the repository
/// @param nodes that share the stream
/// @param shards of the stream
/// @param kills how many nodes are killed
/// @param stops how many are told to stop
/// @param seed decides the order, the shards and the moments
record FailoverSettings(Path root, int nodes, int shards, int kills, int stops, long seed) {}
