package dev.sluice.local.kinesis;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The two forms of one protocol: JSON, and CBOR, which the SDK for Java uses unless told
/// otherwise. They differ in how bytes are written (Jackson does that for us) and how times are.
final class Wire {

  /// Times are seconds with a fraction.
  static final Wire JSON = new Wire("application/x-amz-json-1.1", JsonMapper.builder().build(), 3);

  /// Times are milliseconds.
  static final Wire CBOR = new Wire("application/x-amz-cbor-1.1", CBORMapper.builder().build(), 0);

  private final String contentType;
  private final ObjectMapper mapper;

  /// How many decimals of a time are behind the point when it is told to the millisecond.
  private final int timeScale;

  private Wire(String contentType, ObjectMapper mapper, int timeScale) {
    this.contentType = contentType;
    this.mapper = mapper;
    this.timeScale = timeScale;
  }

  /// The form a request is in, JSON where it does not say.
  static Wire of(@Nullable String contentType) {
    return contentType != null && contentType.startsWith(CBOR.contentType) ? CBOR : JSON;
  }

  String contentType() {
    return contentType;
  }

  JsonNode read(InputStream body) throws IOException {
    var tree = mapper.readTree(body);
    return tree.isObject() ? tree : mapper.createObjectNode();
  }

  byte[] write(JsonNode body) {
    try {
      return mapper.writeValueAsBytes(body);
    } catch (IOException e) {
      throw new IllegalStateException("A tree of ours could not be written", e);
    }
  }

  JsonNode time(Instant time) {
    return timeScale == 0
        ? LongNode.valueOf(time.toEpochMilli())
        : DecimalNode.valueOf(BigDecimal.valueOf(time.toEpochMilli(), timeScale));
  }

  Instant time(JsonNode time) {
    return Instant.ofEpochMilli(time.decimalValue().movePointRight(timeScale).longValue());
  }
}
