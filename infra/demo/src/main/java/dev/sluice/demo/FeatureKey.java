package dev.sluice.demo;

/// A version of a feature.
///
/// @param id the feature's id
/// @param updated when this version was made, epoch milliseconds
record FeatureKey(String id, long updated) {}
