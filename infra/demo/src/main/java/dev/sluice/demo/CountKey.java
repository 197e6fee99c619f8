package dev.sluice.demo;

/// A row of the hourly counts.
///
/// @param network such as `ci`
/// @param hour UTC, such as `2018-02-07T13:00:00Z`
record CountKey(String network, String hour) {}
