package dev.sluice.ingest.worker;

import dev.sluice.ingest.identity.RequestId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The lines that Lambda itself writes into a function's log, without their line ends.
final class PlatformLines {

  private PlatformLines() {}

  /// (OBS-040)
  static String initStart(String region) {
    String name = "java:" + Runtime.version().feature() + ".sluice";
    String version = System.getProperty("java.vm.version");
    return "INIT_START Runtime Version: "
        + name
        + "\tRuntime Version ARN: arn:aws:lambda:"
        + region
        + "::runtime:"
        + sha256(name + version);
  }

  /// (OBS-044)
  ///
  /// @param status `timeout`, or `error` with its type
  static String initReport(Duration init, String status) {
    return "INIT_REPORT Init Duration: " + millis(init) + " ms\tPhase: init\tStatus: " + status;
  }

  /// (OBS-041)
  static String start(RequestId request) {
    return "START RequestId: " + request + " Version: $LATEST";
  }

  /// (OBS-041)
  static String end(RequestId request) {
    return "END RequestId: " + request;
  }

  /// (OBS-042); the trailing tab is Lambda's.
  ///
  /// @param init null unless this was the environment's first invocation
  /// @param status null when the function answered, else as in OBS-043
  static String report(
      RequestId request,
      Duration duration,
      Memory memory,
      @Nullable Duration init,
      @Nullable String status) {
    StringBuilder line = new StringBuilder("REPORT RequestId: ").append(request);
    line.append("\tDuration: ").append(millis(duration)).append(" ms");
    line.append("\tBilled Duration: ").append(billed(duration)).append(" ms");
    line.append("\tMemory Size: ").append(memory.size()).append(" MB");
    line.append("\tMax Memory Used: ").append(memory.used()).append(" MB");
    if (init != null) {
      line.append("\tInit Duration: ").append(millis(init)).append(" ms");
    }
    if (status != null) {
      line.append("\tStatus: ").append(status);
    }
    return line.append('\t').toString();
  }

  /// @param size MemorySize in MB
  /// @param used the most that was resident so far in MB; 0 where the system does not tell
  record Memory(int size, long used) {}

  private static String millis(Duration duration) {
    return String.format(Locale.ROOT, "%.2f", duration.toNanos() / 1e6);
  }

  /// Rounded up to the next millisecond (OBS-046).
  private static long billed(Duration duration) {
    return (duration.toNanos() + 999_999) / 1_000_000;
  }

  private static String sha256(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Every Java platform has SHA-256", impossible);
    }
  }
}
