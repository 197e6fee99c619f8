package dev.sluice.ingest.frontend;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Verifies AWS Signature Version 4 of requests to this API: who signed, when, and that nothing
/// that matters was changed or added since.
final class SignatureCheck {

  private static final String ALGORITHM = "AWS4-HMAC-SHA256";
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'");
  private static final Pattern AUTHORIZATION =
      Pattern.compile(
          ALGORITHM
              + " +Credential=([^/,]+)/(\\d{8})/([^/,]+)/([^/,]+)/aws4_request,"
              + " *SignedHeaders=([^,]+), *Signature=([0-9a-f]{64})");

  private final ApiIdentity identity;

  SignatureCheck(ApiIdentity identity) {
    this.identity = identity;
  }

  /// Why a request is refused.
  record Refusal(String type, String message) {}

  /// What the headers of a request tell by themselves.
  private sealed interface Head {

    /// Somebody known claims to have signed it; only the body can show it.
    record Claimed(Matcher authorization, String secret, List<String> signed) implements Head {}

    record Refused(Refusal refusal) implements Head {}
  }

  /// Checks a request; empty when it was signed by somebody known.
  Optional<Refusal> check(SignedRequest request, Instant now) {
    return switch (head(request, now)) {
      case Head.Claimed claimed -> signature(request, claimed);
      case Head.Refused(Refusal refusal) -> Optional.of(refusal);
    };
  }

  /// Checks everything but the body and the signature, which needs it; empty when nothing is wrong
  /// so far.
  Optional<Refusal> checkHead(SignedRequest request, Instant now) {
    return switch (head(request, now)) {
      case Head.Claimed _ -> Optional.empty();
      case Head.Refused(Refusal refusal) -> Optional.of(refusal);
    };
  }

  private Head head(SignedRequest request, Instant now) {
    List<String> authorization = request.header("authorization");
    if (authorization.isEmpty()) {
      return new Head.Refused(
          new Refusal("MissingAuthenticationTokenException", "Missing Authentication Token"));
    }
    Matcher parts = AUTHORIZATION.matcher(authorization.getFirst());
    if (authorization.size() > 1 || !parts.matches()) {
      return new Head.Refused(
          new Refusal(
              "IncompleteSignatureException",
              "Expected an Authorization header "
                  + ALGORITHM
                  + " Credential=, SignedHeaders=, Signature="));
    }
    String secret = identity.keys().secret(parts.group(1), now);
    if (secret == null) {
      return new Head.Refused(
          new Refusal(
              "UnrecognizedClientException",
              "The security token included in the request is invalid."));
    }
    List<String> signed = List.of(parts.group(5).split(";", -1));
    Optional<Refusal> wrong =
        whatIsNotSigned(request, signed)
            .or(() -> scope(parts))
            .or(() -> time(request, parts.group(2), now));
    return wrong.isPresent()
        ? new Head.Refused(wrong.get())
        : new Head.Claimed(parts, secret, signed);
  }

  /// Everything that Lambda reads must be covered by the signature.
  private static Optional<Refusal> whatIsNotSigned(SignedRequest request, List<String> signed) {
    for (String name : List.of("host", "x-amz-date")) {
      if (!signed.contains(name) || request.header(name).size() != 1) {
        return invalid("Header " + name + " must be there once and be signed");
      }
    }
    for (String name : request.headers().keySet()) {
      if (name.startsWith("x-amz-") && !signed.contains(name)) {
        return invalid("Header " + name + " must be signed");
      }
    }
    return Optional.empty();
  }

  private Optional<Refusal> scope(Matcher parts) {
    if (!parts.group(3).equals(identity.region()) || !parts.group(4).equals("lambda")) {
      return invalid(
          "Credential should be scoped to " + identity.region() + " and to service lambda");
    }
    return Optional.empty();
  }

  private static Optional<Refusal> time(SignedRequest request, String day, Instant now) {
    String text = request.header("x-amz-date").getFirst();
    Instant signedAt;
    try {
      signedAt = LocalDateTime.parse(text, TIME).toInstant(ZoneOffset.UTC);
    } catch (DateTimeParseException e) {
      return invalid("Expected an x-amz-date like 20260131T235959Z, found " + text);
    }
    if (Duration.between(signedAt, now).abs().compareTo(ApiKeys.WINDOW) > 0) {
      return invalid(
          "Signature expired or not yet current: "
              + text
              + " is more than 5 min from "
              + TIME.format(now.atOffset(ZoneOffset.UTC)));
    }
    return text.startsWith(day)
        ? Optional.empty()
        : invalid("Date in Credential scope does not match YYYYMMDD from " + text);
  }

  private static Optional<Refusal> signature(SignedRequest request, Head.Claimed claimed) {
    Matcher parts = claimed.authorization();
    String bodyHash = hex(sha256(request.body().bytes()));
    List<String> hashes = request.header("x-amz-content-sha256");
    if (!hashes.isEmpty() && !hashes.equals(List.of(bodyHash))) {
      return invalid("x-amz-content-sha256 is not the SHA-256 of the body");
    }
    String scope = parts.group(2) + "/" + parts.group(3) + "/" + parts.group(4) + "/aws4_request";
    String canonical = request.canonical(claimed.signed(), bodyHash);
    String toSign =
        String.join(
            "\n",
            ALGORITHM,
            request.header("x-amz-date").getFirst(),
            scope,
            hex(sha256(canonical.getBytes(StandardCharsets.UTF_8))));
    byte[] key = ("AWS4" + claimed.secret()).getBytes(StandardCharsets.UTF_8);
    for (String part : scope.split("/", -1)) {
      key = hmac(key, part);
    }
    byte[] expected = hex(hmac(key, toSign)).getBytes(StandardCharsets.US_ASCII);
    byte[] found = parts.group(6).getBytes(StandardCharsets.US_ASCII);
    // Takes the same time wherever they differ, so that nobody can guess byte by byte.
    return MessageDigest.isEqual(expected, found)
        ? Optional.empty()
        : invalid("The request signature we calculated does not match the signature you provided.");
  }

  private static Optional<Refusal> invalid(String message) {
    return Optional.of(new Refusal("InvalidSignatureException", message));
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("Every Java platform has HmacSHA256", impossible);
    }
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("Every Java platform has SHA-256", impossible);
    }
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
