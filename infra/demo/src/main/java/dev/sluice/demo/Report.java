package dev.sluice.demo;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/// The outcome of a demo run; its JSON form is part of the command's interface. All figures but
/// `mappings` and `seconds` are read back from the stores and compared with a recount of the file.
///
/// @param ok whether every figure is as the recount says
/// @param nodes that were started; one of several that was killed is counted
/// @param features in the file
/// @param stored quakes in the table
/// @param counted the sum of the hourly counts
/// @param lost what the recount has and the stores lack
/// @param doubled what took effect more than once, or was never in the file
/// @param repeatedEffects reviews and alerts that took effect again on their own row: part of
///   `doubled`, except after a kill, which may fall between an effect and its mark
/// @param deadLettered distinct features by kind after the first put
/// @param replayed letters that were replayed and took effect
/// @param deadLettersLeft letters in the queues at the end
/// @param reviews distinct reviews that took effect
/// @param alerts distinct alerts that were raised
/// @param duplicatesSuppressed deliveries recognized as duplicates; a lower bound holds after a
///   kill
/// @param rawDeadLetters letters by kind, repeated ones included; not compared
/// @param mappings the counters since the fix was rolled out, summed over the nodes; not compared
///   after a kill
/// @param problems what is not as it should be, in words
/// @param seconds the whole run
@JsonPropertyOrder({
  "ok",
  "nodes",
  "features",
  "stored",
  "counted",
  "lost",
  "doubled",
  "repeatedEffects",
  "deadLettered",
  "replayed",
  "deadLettersLeft",
  "reviews",
  "alerts",
  "duplicatesSuppressed",
  "rawDeadLetters",
  "mappings",
  "problems",
  "seconds"
})
record Report(
    boolean ok,
    int nodes,
    int features,
    int stored,
    int counted,
    long lost,
    long doubled,
    long repeatedEffects,
    Map<String, Integer> deadLettered,
    int replayed,
    int deadLettersLeft,
    int reviews,
    int alerts,
    long duplicatesSuppressed,
    Map<String, Integer> rawDeadLetters,
    JsonNode mappings,
    List<String> problems,
    double seconds) {}
