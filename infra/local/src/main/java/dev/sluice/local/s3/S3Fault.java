package dev.sluice.local.s3;

import dev.sluice.local.server.Xml;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/// A request that our front answers with an error of S3, perhaps with members that name the
/// argument.
final class S3Fault extends RuntimeException {

  private final int status;
  private final String code;
  private final Map<String, String> members = new LinkedHashMap<>();

  S3Fault(int status, String code, String message) {
    super(message, null, false, false);
    this.status = status;
    this.code = code;
  }

  /// An argument that is wrong by itself.
  static S3Fault invalid(String message, String argument, String value) {
    return new S3Fault(400, "InvalidArgument", message)
        .with("ArgumentName", argument)
        .with("ArgumentValue", value);
  }

  S3Fault with(String member, String value) {
    members.put(member, value);
    return this;
  }

  int status() {
    return status;
  }

  byte[] xml(String requestId) {
    var content =
        Xml.content()
            .add("Code", code)
            .add("Message", Objects.requireNonNullElse(getMessage(), code));
    members.forEach(content::add);
    content.add("RequestId", requestId);
    return Xml.document("Error", "", content).getBytes(StandardCharsets.UTF_8);
  }
}
