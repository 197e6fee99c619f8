package dev.sluice.ingest.worker;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.sluice.ingest.identity.RequestId;
import dev.sluice.ingest.invoke.Payload;
import java.time.Duration;
import java.util.Locale;

/// The error objects that Lambda itself gives for a function that could not (LIFE-030).
final class ErrorBodies {

  static final String TOO_LARGE_TYPE = "Function.ResponseSizeTooLarge";
  static final String TOO_LARGE_MESSAGE =
      "Response payload size exceeded maximum allowed payload size ("
          + RuntimeApi.LARGEST_RESPONSE
          + " bytes).";
  static final String EXIT_TYPE = "Runtime.ExitError";

  private ErrorBodies() {}

  /// The newer form (LIFE-034).
  static Payload timedOut(RequestId request, Duration timeout) {
    String seconds = String.format(Locale.ROOT, "%.2f", timeout.toMillis() / 1000.0);
    return error(
        "Sandbox.Timedout",
        "RequestId: " + request + " Error: Task timed out after " + seconds + " seconds");
  }

  /// @param status as [Process#waitFor()] gives it: 128 and more for a signal
  static Payload exited(RequestId request, int status) {
    return error(EXIT_TYPE, "RequestId: " + request + " Error: " + cause(status));
  }

  static Payload tooLarge() {
    String message = quoted(TOO_LARGE_MESSAGE);
    return Payload.of(
        "{\"errorMessage\":" + message + ",\"errorType\":\"" + TOO_LARGE_TYPE + "\"}");
  }

  static Payload error(String type, String message) {
    return Payload.of(
        "{\"errorType\":" + quoted(type) + ",\"errorMessage\":" + quoted(message) + "}");
  }

  private static String cause(int status) {
    return switch (status) {
      case 0 -> "Runtime exited without providing a reason";
      case 137 -> "Runtime exited with error: signal: killed";
      case 139 -> "Runtime exited with error: signal: segmentation fault";
      default -> "Runtime exited with error: exit status " + status;
    };
  }

  private static String quoted(String text) {
    return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
  }
}
