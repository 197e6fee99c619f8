package dev.sluice.parity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/// What `docs/rules/not-applicable.json` declares to be outside Sluice: the reason, by rule id.
record NotApplicable(Map<String, String> reasons) {
  NotApplicable {
    reasons = Map.copyOf(reasons);
  }

  /// Reads entries `{"rules": "LIFE-050" or "LIFE-050..LIFE-056", "reason": "..."}`.
  static NotApplicable read(Path file, RuleBook book) throws IOException {
    return parse(Files.readString(file), book);
  }

  static NotApplicable parse(String json, RuleBook book) throws IOException {
    Map<String, String> reasons = new TreeMap<>();
    for (JsonNode entry : new ObjectMapper().readTree(json)) {
      String[] ends = entry.path("rules").asText().split("\\.\\.", -1);
      String reason = entry.path("reason").asText();
      if (!book.has(ends[0]) || !book.has(ends[ends.length - 1]) || reason.isBlank()) {
        throw new IllegalArgumentException(
            "not-applicable.json: expected rule ids of the book (A-001 or A-001..A-009) and a"
                + " reason, but found "
                + entry);
      }
      for (String id : book.range(ends[0], ends[ends.length - 1])) {
        reasons.put(id, reason);
      }
    }
    return new NotApplicable(reasons);
  }
}
