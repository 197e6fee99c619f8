package dev.sluice.ingest.simulation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The words of one DynamoDB expression, read from left to right.
final class Tokens {

  private static final Pattern WORD =
      Pattern.compile("\\s*([:#]?[A-Za-z_][A-Za-z0-9_]*|<>|<=|>=|[=<>(),.+-])\\s*");

  private final String text;
  private final List<String> words = new ArrayList<>();
  private int next;

  Tokens(String text) {
    this.text = text;
    Matcher matcher = WORD.matcher(text);
    int end = 0;
    while (end < text.length()) {
      if (!matcher.find(end) || matcher.start() != end) {
        throw new AssertionError(
            "the model of DynamoDB does not know '" + text.substring(end) + "' in: " + text);
      }
      words.add(matcher.group(1));
      end = matcher.end();
    }
  }

  boolean isAtEnd() {
    return next == words.size();
  }

  String take() {
    if (isAtEnd()) {
      throw unexpected("more");
    }
    return words.get(next++);
  }

  /// Whether the next word is this one, in any case.
  boolean isNext(String word) {
    return !isAtEnd() && words.get(next).equalsIgnoreCase(word);
  }

  /// Takes the next word if it is this one.
  boolean takeIf(String word) {
    boolean is = isNext(word);
    if (is) {
      next++;
    }
    return is;
  }

  void expect(String word) {
    if (!takeIf(word)) {
      throw unexpected("'" + word + "'");
    }
  }

  /// Whether the next word is a function's name: a bracket follows.
  boolean isFunctionNext() {
    return next + 1 < words.size()
        && words.get(next + 1).equals("(")
        && Character.isLetter(words.get(next).charAt(0));
  }

  /// The next word, in small letters, without taking it.
  String peek() {
    return isAtEnd() ? "" : words.get(next).toLowerCase(Locale.ROOT);
  }

  /// All placeholders for names and values.
  Set<String> placeholders() {
    var placeholders = new HashSet<String>();
    for (String word : words) {
      if (word.startsWith(":") || word.startsWith("#")) {
        placeholders.add(word);
      }
    }
    return placeholders;
  }

  AssertionError unexpected(String expected) {
    return new AssertionError(
        "the model of DynamoDB expects "
            + expected
            + (isAtEnd() ? " at the end of: " : " before '" + words.get(next) + "' in: ")
            + text);
  }
}
