package dev.sluice.local.s3;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a request is about: path-style, as SDKs address an endpoint without a host name.
///
/// @param key decoded; empty when it is about the bucket
/// @param query parameters, decoded; those without a value have an empty one
/// @param id the request's id, 16 hexadecimal digits
/// @param extendedId what AWS's support would ask for besides
record S3Request(
    String method,
    String bucket,
    String key,
    Map<String, String> query,
    Headers headers,
    String sourceAddress,
    String id,
    String extendedId) {

  private static final SecureRandom RANDOM = new SecureRandom();

  S3Request {
    query = Map.copyOf(query);
  }

  static S3Request of(HttpExchange exchange) {
    var path = exchange.getRequestURI().getPath().substring(1);
    var slash = path.indexOf('/');
    return new S3Request(
        exchange.getRequestMethod().toUpperCase(Locale.ROOT),
        slash < 0 ? path : path.substring(0, slash),
        slash < 0 ? "" : path.substring(slash + 1),
        query(exchange.getRequestURI().getRawQuery()),
        exchange.getRequestHeaders(),
        exchange.getRemoteAddress().getAddress().getHostAddress(),
        HexFormat.of().withUpperCase().formatHex(random(8)),
        Base64.getEncoder().encodeToString(random(48)));
  }

  private static Map<String, String> query(@Nullable String raw) {
    var query = new LinkedHashMap<String, String>();
    if (raw != null) {
      for (var pair : raw.split("&", -1)) {
        var equals = pair.indexOf('=');
        var name = equals < 0 ? pair : pair.substring(0, equals);
        var value = equals < 0 ? "" : pair.substring(equals + 1);
        query.put(decode(name), decode(value));
      }
    }
    return query;
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  private static byte[] random(int length) {
    var bytes = new byte[length];
    RANDOM.nextBytes(bytes);
    return bytes;
  }

  Optional<String> header(String name) {
    return Optional.ofNullable(headers.getFirst(name));
  }

  Optional<String> parameter(String name) {
    return Optional.ofNullable(query.get(name));
  }

  boolean asksFor(String subresource) {
    return query.containsKey(subresource);
  }

  /// Whether it is about the object itself and not one of its parts or subresources.
  boolean isAboutObject() {
    return !bucket.isEmpty()
        && !key.isEmpty()
        && !asksFor("uploadId")
        && !asksFor("uploads")
        && !asksFor("partNumber")
        && !asksFor("tagging")
        && !asksFor("acl")
        && !asksFor("retention")
        && !asksFor("legal-hold");
  }
}
