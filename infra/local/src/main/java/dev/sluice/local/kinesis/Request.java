package dev.sluice.local.kinesis;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.local.server.ServiceFault;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/// The members of a request, or of an entry of one, read by name and checked on the way.
record Request(JsonNode members, Wire wire) {

  Optional<String> text(String name) {
    var member = members.path(name);
    return member.isTextual() ? Optional.of(member.textValue()) : Optional.empty();
  }

  String requiredText(String name) {
    return text(name).orElseThrow(() -> missing(name));
  }

  /// A whole number from `least` to `most`, `otherwise` where there is none.
  int number(String name, int otherwise, int least, int most) {
    var member = members.path(name);
    if (member.isMissingNode() || member.isNull()) {
      return otherwise;
    }
    if (member.intValue() < least || member.intValue() > most) {
      throw invalid(
          "Value '%s' at '%s' failed to satisfy constraint: Member must have value between %d and %d"
              .formatted(member.asText(), camel(name), least, most));
    }
    return member.intValue();
  }

  Instant requiredTime(String name) {
    var member = members.path(name);
    if (!member.isNumber()) {
      throw missing(name);
    }
    return wire.time(member);
  }

  byte[] requiredBytes(String name) {
    try {
      var bytes = members.path(name).binaryValue();
      if (bytes == null) {
        throw missing(name);
      }
      return bytes;
    } catch (IOException e) {
      throw invalid("Value at '" + camel(name) + "' is not base64");
    }
  }

  /// The stream it is about, by name or ARN.
  String streamName() {
    return text("StreamName")
        .or(() -> text("StreamARN").map(arn -> arn.substring(arn.indexOf('/') + 1)))
        .orElseThrow(
            () ->
                new ServiceFault(
                    400,
                    "InvalidArgumentException",
                    "Either StreamName or StreamARN must be provided."));
  }

  static ServiceFault invalid(String problem) {
    return new ServiceFault(400, "ValidationException", "1 validation error detected: " + problem);
  }

  private static ServiceFault missing(String name) {
    return invalid(
        "Value null at '"
            + camel(name)
            + "' failed to satisfy constraint: Member must not be null");
  }

  private static String camel(String name) {
    return Character.toLowerCase(name.charAt(0)) + name.substring(1);
  }
}
