package dev.sluice.ingest.frontend;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.sluice.ingest.eventqueue.EventQueue;
import dev.sluice.ingest.invoke.Payload;
import java.io.IOException;
import java.util.Base64;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What an Invoke request asks for, read from its headers and body (INV-002).
///
/// @param type one of [#TYPES]
/// @param tail whether the end of the log is wanted
/// @param traceHeader null when there was none
/// @param clientContext JSON on one line; null when there was none
record InvokeCall(
    String type,
    boolean tail,
    @Nullable String traceHeader,
    @Nullable String clientContext,
    Payload event) {

  static final String SYNCHRONOUS = "RequestResponse";
  static final String ASYNCHRONOUS = "Event";
  static final String DRY_RUN = "DryRun";

  /// The most bytes of a synchronous event (INV-007).
  static final int LARGEST_REQUEST = 6_291_556;

  /// The most bytes of an asynchronous event (INV-007).
  static final int LARGEST_EVENT = EventQueue.LARGEST_EVENT;

  /// The most bytes of a client context before it is decoded (INV-002).
  static final int LONGEST_CONTEXT = 3_583;

  private static final Set<String> TYPES = Set.of(SYNCHRONOUS, ASYNCHRONOUS, DRY_RUN);

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final ObjectReader JSON =
      MAPPER.readerFor(JsonNode.class).with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  private static final ObjectWriter ASCII = MAPPER.writer().with(JsonWriteFeature.ESCAPE_NON_ASCII);

  /// A request that cannot be carried out; its answer.
  static final class Rejected extends Exception {

    private final transient HttpAnswer answer;

    Rejected(HttpAnswer answer) {
      super(null, null, false, false);
      this.answer = answer;
    }

    HttpAnswer answer() {
      return answer;
    }
  }

  static InvokeCall read(SignedRequest request) throws Rejected {
    String type = header(request, "x-amz-invocation-type", SYNCHRONOUS);
    if (!TYPES.contains(type)) {
      throw new Rejected(
          HttpAnswer.plainError(
              400,
              "ValidationException",
              "1 validation error detected: Value '"
                  + type
                  + "' at 'invocationType' failed to satisfy constraint: Member must satisfy enum"
                  + " value set: [Event, RequestResponse, DryRun]"));
    }
    boolean tail = header(request, "x-amz-log-type", "None").equals("Tail");
    int largest = type.equals(ASYNCHRONOUS) ? LARGEST_EVENT : LARGEST_REQUEST;
    if (request.body().bytes().length > largest) {
      throw new Rejected(tooLarge(largest));
    }
    String trace = header(request, "x-amzn-trace-id", "");
    return new InvokeCall(
        type, tail, trace.isEmpty() ? null : trace, context(request), event(request.body()));
  }

  static HttpAnswer tooLarge(int largest) {
    return HttpAnswer.error(
        413,
        "RequestTooLargeException",
        "Request must be smaller than " + largest + " bytes for the InvokeFunction operation");
  }

  /// The event, checked to be JSON (INV-009); nothing becomes an empty object (INV-011).
  private static Payload event(Payload body) throws Rejected {
    if (body.bytes().length == 0) {
      return Payload.of("{}");
    }
    try {
      JSON.readTree(body.bytes());
      return body;
    } catch (IOException notJson) {
      throw new Rejected(
          HttpAnswer.error(
              400,
              "InvalidRequestContentException",
              "Could not parse request body into json: Could not parse payload into json: "
                  + notJson.getMessage()));
    }
  }

  private static @Nullable String context(SignedRequest request) throws Rejected {
    String encoded = header(request, "x-amz-client-context", "");
    if (encoded.isEmpty()) {
      return null;
    }
    try {
      if (encoded.length() <= LONGEST_CONTEXT) {
        JsonNode context = JSON.readTree(Base64.getDecoder().decode(encoded));
        if (context.isObject()) {
          return ASCII.writeValueAsString(context); // It travels in a header: one line of ASCII.
        }
      }
    } catch (IllegalArgumentException | JsonProcessingException notReadable) {
      // Answered below.
    } catch (IOException impossible) {
      throw new java.io.UncheckedIOException(impossible);
    }
    throw new Rejected(
        HttpAnswer.error(
            400,
            "InvalidRequestContentException",
            "Client context must be a JSON object in base64 of at most "
                + LONGEST_CONTEXT
                + " bytes"));
  }

  private static String header(SignedRequest request, String name, String otherwise) {
    return request.header(name).isEmpty() ? otherwise : request.header(name).getFirst();
  }
}
