package dev.sluice.ingest.frontend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ingest.invoke.Payload;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/// Requests signed by the AWS SDK's own signer, and what happens when they are touched afterwards.
final class SignatureCheckTest {

  private static final Instant NOW = Instant.parse("2026-03-04T05:06:07Z");
  private static final Payload BODY = Payload.of("{\"a\":1}");

  private ApiKeys.Key current = new ApiKeys.Key("AKID", "secret");

  private final SignatureCheck check =
      new SignatureCheck(
          new ApiIdentity("eu-central-1", "111122223333", new ApiKeys(() -> current)));

  @Test
  void knows_a_new_key_at_once_and_the_one_before_for_five_minutes_more() {
    SignedRequest old = signed("eu-central-1", "lambda");
    assertThat(check.check(old, NOW)).isEmpty();

    current = new ApiKeys.Key("NEXT", "other");

    assertThat(check.check(signed("NEXT", "other", NOW), NOW)).isEmpty();
    assertThat(check.check(old, NOW.plus(Duration.ofMinutes(5)))).isEmpty();
    Instant later = NOW.plus(Duration.ofMinutes(6));
    assertThat(check.check(signed("AKID", "secret", later), later)).isPresent();
    assertThat(check.check(signed("NEXT", "other", later), later)).isEmpty();
  }

  @Test
  void accepts_what_the_sdk_signed() {
    assertThat(check.check(signed("eu-central-1", "lambda"), NOW)).isEmpty();
  }

  @Test
  void allows_clocks_to_differ_by_five_minutes_and_no_more() {
    SignedRequest request = signed("eu-central-1", "lambda");

    assertThat(check.check(request, NOW.plus(Duration.ofMinutes(5)))).isEmpty();
    assertThat(check.check(request, NOW.minus(Duration.ofMinutes(5)))).isEmpty();
    assertThat(check.check(request, NOW.plus(Duration.ofSeconds(301)))).isPresent();
    assertThat(check.check(request, NOW.minus(Duration.ofSeconds(301)))).isPresent();
  }

  @Test
  void refuses_any_change_after_signing() {
    SignedRequest request = signed("eu-central-1", "lambda");
    Payload otherBody = Payload.of("{\"a\":2}");

    refuses(new SignedRequest("GET", request.path(), request.query(), request.headers(), BODY));
    refuses(new SignedRequest("POST", "/other", request.query(), request.headers(), BODY));
    refuses(new SignedRequest("POST", request.path(), "Qualifier=1", request.headers(), BODY));
    refuses(
        new SignedRequest("POST", request.path(), request.query(), request.headers(), otherBody));
    refuses(with(request, "host", "127.0.0.1:2"));
    refuses(with(request, "x-amz-log-type", "None"));
    refuses(with(request, "x-amz-date", "20260304T050608Z"));
  }

  @Test
  void refuses_lambda_headers_that_were_added_unsigned() {
    refuses(with(signed("eu-central-1", "lambda"), "x-amz-invocation-type", "Event"));
  }

  @Test
  void refuses_a_signature_for_another_region_or_service() {
    refuses(signed("eu-west-1", "lambda"));
    refuses(signed("eu-central-1", "sqs"));
  }

  @Test
  void refuses_requests_without_a_signature_or_with_half_of_one() {
    SignedRequest request = signed("eu-central-1", "lambda");
    Map<String, List<String>> headers = new TreeMap<>(request.headers());
    headers.remove("authorization");

    refuses(new SignedRequest("POST", request.path(), request.query(), headers, BODY));
    refuses(with(request, "authorization", "AWS4-HMAC-SHA256 Credential=AKID"));
    refuses(with(request, "authorization", "Bearer abc"));
  }

  private void refuses(SignedRequest request) {
    assertThat(check.check(request, NOW)).isPresent();
  }

  private static SignedRequest with(SignedRequest request, String name, String value) {
    Map<String, List<String>> headers = new TreeMap<>(request.headers());
    headers.put(name, List.of(value));
    return new SignedRequest(
        request.method(), request.path(), request.query(), headers, request.body());
  }

  private static SignedRequest signed(String region, String service) {
    return signed(AwsCredentialsIdentity.create("AKID", "secret"), region, service, NOW);
  }

  private static SignedRequest signed(String key, String secret, Instant when) {
    return signed(AwsCredentialsIdentity.create(key, secret), "eu-central-1", "lambda", when);
  }

  private static SignedRequest signed(
      AwsCredentialsIdentity identity, String region, String service, Instant when) {
    SdkHttpRequest unsigned =
        SdkHttpRequest.builder()
            .method(SdkHttpMethod.POST)
            .uri(
                URI.create(
                    "http://127.0.0.1:1/2015-03-31/functions/arn%3Aaws%3Aa%20b/invocations"
                        + "?Qualifier=%24LATEST&b=&a=%2B%20%2F"))
            .putHeader("X-Amz-Log-Type", "Tail")
            .putHeader("X-Other", "  many   blanks  ")
            .build();
    var signed =
        AwsV4HttpSigner.create()
            .sign(
                r ->
                    r.identity(identity)
                        .request(unsigned)
                        .payload(() -> new ByteArrayInputStream(BODY.bytes()))
                        .putProperty(AwsV4FamilyHttpSigner.SERVICE_SIGNING_NAME, service)
                        .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                        .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(when, ZoneOffset.UTC)));
    Map<String, List<String>> headers = new TreeMap<>();
    signed
        .request()
        .headers()
        .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values));
    return new SignedRequest(
        "POST",
        signed.request().encodedPath(),
        signed.request().encodedQueryParameters().orElse(""),
        headers,
        BODY);
  }
}
