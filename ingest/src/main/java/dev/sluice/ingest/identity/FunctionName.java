package dev.sluice.ingest.identity;

import java.util.regex.Pattern;

/// The bare name of a function: 1 to 64 letters, digits, hyphens and underscores.
///
/// @param value the name
public record FunctionName(String value) {

  private static final Pattern ALLOWED = Pattern.compile("[a-zA-Z0-9-_]{1,64}");

  public FunctionName {
    if (!ALLOWED.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "expected a function name of 1 to 64 letters, digits, - and _, found " + value);
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
