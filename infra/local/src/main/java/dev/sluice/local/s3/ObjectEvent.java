package dev.sluice.local.s3;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/// Something that happened to an object.
///
/// @param name without `s3:`, such as `ObjectCreated:Put` (EVT-003)
/// @param size in bytes; creations only
/// @param eTag without quotes; creations and delete markers only
/// @param versionId while versioning is enabled
record ObjectEvent(
    String name,
    String key,
    OptionalLong size,
    Optional<String> eTag,
    Optional<String> versionId,
    String sequencer,
    Instant time) {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final String PRINCIPAL = "AWS:AIDALOCALCLOUDEXAMPLE";
  private static final String OWNER = "A3LOCALCLOUDOWNER";

  /// The event as a queue or topic gets it, in the recorded order of keys (EVT-002, EVT-005).
  String json(S3Request request, String region, String configurationId) {
    var root = JsonNodeFactory.instance.objectNode();
    var event = root.putArray("Records").addObject();
    event.put("eventVersion", "2.1");
    event.put("eventSource", "aws:s3");
    event.put("awsRegion", region);
    event.put("eventTime", TIME.format(time));
    event.put("eventName", name);
    event.putObject("userIdentity").put("principalId", PRINCIPAL);
    event.putObject("requestParameters").put("sourceIPAddress", request.sourceAddress());
    event
        .putObject("responseElements")
        .put("x-amz-request-id", request.id())
        .put("x-amz-id-2", request.extendedId());
    var s3 = event.putObject("s3");
    s3.put("s3SchemaVersion", "1.0");
    s3.put("configurationId", configurationId);
    var bucket = s3.putObject("bucket");
    bucket.put("name", request.bucket());
    bucket.putObject("ownerIdentity").put("principalId", OWNER);
    bucket.put("arn", "arn:aws:s3:::" + request.bucket());
    var object = s3.putObject("object");
    object.put("key", formEncoded(key));
    size.ifPresent(bytes -> object.put("size", bytes));
    eTag.ifPresent(tag -> object.put("eTag", tag));
    versionId.ifPresent(version -> object.put("versionId", version));
    object.put("sequencer", sequencer);
    return root.toString();
  }

  /// What S3 sends when a configuration is stored, to try the target (EVT-011).
  static String test(S3Request request, Instant now) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("Service", "Amazon S3")
        .put("Event", "s3:TestEvent")
        .put("Time", TIME.format(now))
        .put("Bucket", request.bucket())
        .put("RequestId", request.id())
        .put("HostId", request.extendedId())
        .toString();
  }

  /// Encoded as a form value, except that `/` stays (EVT-004).
  private static String formEncoded(String key) {
    return URLEncoder.encode(key, StandardCharsets.UTF_8).replace("%2F", "/");
  }
}
