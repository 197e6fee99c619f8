package dev.sluice.ingest.frontend;

import com.sun.net.httpserver.HttpExchange;
import dev.sluice.ingest.invoke.Payload;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// A request as its signature sees it.
///
/// @param path as it was sent, escapes included
/// @param query as it was sent; empty when there was none
/// @param headers by lower-case name
record SignedRequest(
    String method, String path, String query, Map<String, List<String>> headers, Payload body) {

  static SignedRequest of(HttpExchange exchange, Payload body) {
    Map<String, List<String>> headers = new TreeMap<>();
    exchange
        .getRequestHeaders()
        .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), List.copyOf(values)));
    String query = exchange.getRequestURI().getRawQuery();
    return new SignedRequest(
        exchange.getRequestMethod(),
        exchange.getRequestURI().getRawPath(),
        query == null ? "" : query,
        headers,
        body);
  }

  List<String> header(String lowerCaseName) {
    return headers.getOrDefault(lowerCaseName, List.of());
  }

  /// The canonical request of Signature Version 4. The path is escaped once more, as all services
  /// but S3 have it.
  String canonical(List<String> signedHeaders, String bodyHash) {
    StringBuilder text = new StringBuilder(method).append('\n');
    text.append(escape(path, true)).append('\n').append(canonicalQuery()).append('\n');
    for (String name : signedHeaders) {
      text.append(name).append(':').append(canonicalValue(header(name))).append('\n');
    }
    text.append('\n').append(String.join(";", signedHeaders)).append('\n').append(bodyHash);
    return text.toString();
  }

  private String canonicalQuery() {
    if (query.isEmpty()) {
      return "";
    }
    List<String> parameters = new ArrayList<>();
    for (String parameter : query.split("&", -1)) {
      int equals = parameter.indexOf('=');
      String name = equals < 0 ? parameter : parameter.substring(0, equals);
      String value = equals < 0 ? "" : parameter.substring(equals + 1);
      parameters.add(escape(decode(name), false) + "=" + escape(decode(value), false));
    }
    parameters.sort(null);
    return String.join("&", parameters);
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  private static String canonicalValue(List<String> values) {
    List<String> trimmed =
        values.stream().map(value -> value.strip().replaceAll(" +", " ")).toList();
    return String.join(",", trimmed);
  }

  private static String escape(String text, boolean keepSlash) {
    StringBuilder escaped = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xFF);
      boolean plain =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || "-._~".indexOf(c) >= 0
              || (keepSlash && c == '/');
      if (plain) {
        escaped.append(c);
      } else {
        escaped.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
      }
    }
    return escaped.toString();
  }
}
