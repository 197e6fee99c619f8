package dev.sluice.ingest.template;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One reason why a template cannot be run as it is.
///
/// @param place of the value at fault
/// @param expected what is right, as a predicate of the place: `must be between 1 and 10`, `has no
///   BatchSiz`, `is not supported: event filters are not applied yet`
/// @param found what stands there instead; null when the predicate says it all
/// @param hint what to do next; null when the predicate says it all
public record TemplateProblem(
    Place place, String expected, @Nullable String found, @Nullable String hint) {

  public TemplateProblem {
    Objects.requireNonNull(place);
    Objects.requireNonNull(expected);
  }

  /// The problem as one sentence that starts with the place.
  public String sentence() {
    var text = new StringBuilder(place.path().isEmpty() ? "The template" : place.path());
    text.append(' ').append(expected);
    if (found != null) {
      text.append(", but is ").append(found.isEmpty() ? "empty" : found);
    }
    if (hint != null) {
      text.append("; ").append(hint);
    }
    char last = text.charAt(text.length() - 1);
    return last == '?' || last == '.' ? text.toString() : text.append('.').toString();
  }
}
