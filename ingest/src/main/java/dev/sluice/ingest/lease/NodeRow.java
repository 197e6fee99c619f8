package dev.sluice.ingest.lease;

/// What the store knows of a node.
///
/// @param node its id
/// @param scope what it works on
/// @param heartbeat a counter the node raises while it lives
/// @param dead whether somebody has declared it dead; that is final
public record NodeRow(NodeId node, NodeScope scope, long heartbeat, boolean dead) {}
