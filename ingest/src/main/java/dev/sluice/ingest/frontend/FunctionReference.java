package dev.sluice.ingest.frontend;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// How a caller named a function: bare name, partial or full ARN, with or without a qualifier.
sealed interface FunctionReference {

  /// The pattern of the API model, which its error message quotes (INV-020).
  String PATTERN =
      "(arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}(-gov)?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?"
          + "([a-zA-Z0-9-_\\.]+)(:(\\$LATEST|[a-zA-Z0-9-_]+))?";

  /// The version that every unqualified call means.
  String LATEST = "$LATEST";

  /// @param region empty when not given
  /// @param account empty when not given
  /// @param qualifier empty when not given
  record Named(String region, String account, String name, String qualifier)
      implements FunctionReference {}

  /// It does not fit the pattern.
  record Malformed(String value) implements FunctionReference {}

  static FunctionReference parse(String text) {
    Matcher parts = Compiled.PATTERN.matcher(text);
    if (text.length() > 170 || !parts.matches()) {
      return new Malformed(text);
    }
    return new Named(
        withoutColon(parts.group(3)),
        withoutColon(parts.group(5)),
        parts.group(7),
        parts.group(9) == null ? "" : parts.group(9));
  }

  private static String withoutColon(@Nullable String part) {
    return part == null ? "" : part.substring(0, part.length() - 1);
  }

  /// Holds the pattern, compiled once.
  final class Compiled {

    private static final Pattern PATTERN = Pattern.compile(FunctionReference.PATTERN);

    private Compiled() {}
  }
}
