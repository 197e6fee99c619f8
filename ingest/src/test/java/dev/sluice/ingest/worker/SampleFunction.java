package dev.sluice.ingest.worker;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TimeZone;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A function that does what its event's `do` says; runs in child processes of the tests.
public final class SampleFunction implements RequestHandler<Map<String, String>, @Nullable Object> {

  private static int calls;

  @Override
  public @Nullable Object handleRequest(Map<String, String> event, Context context) {
    calls++;
    String what = event.getOrDefault("do", "describe");
    return switch (what) {
      case "describe" -> describe(event, context);
      case "null" -> null;
      case "throw" -> throw new IllegalStateException("intentional failure");
      case "fatal" -> throw new OutOfMemoryError("pretended");
      case "exit" -> exit(Integer.parseInt(event.getOrDefault("status", "0")));
      case "meet" -> meet(Path.of(event.getOrDefault("folder", "")));
      case "hang" -> hang();
      case "linger" -> linger();
      case "large" -> "x".repeat(7_000_000);
      case "log" -> log(event.getOrDefault("text", ""), context);
      default -> throw new IllegalArgumentException(what);
    };
  }

  private static Map<String, Object> describe(Map<String, String> event, Context context) {
    Map<String, Object> seen = new LinkedHashMap<>();
    seen.put("calls", calls);
    seen.put("pid", ProcessHandle.current().pid());
    seen.put("requestId", context.getAwsRequestId());
    seen.put("arn", context.getInvokedFunctionArn());
    seen.put("remaining", context.getRemainingTimeInMillis());
    seen.put("scratch", System.getProperty("dev.sluice.scratch", ""));
    seen.put("zone", TimeZone.getDefault().getID());
    seen.put("trace", System.getProperty("com.amazonaws.xray.traceHeader", ""));
    seen.put(
        "client", context.getClientContext() == null ? "" : context.getClientContext().getCustom());
    seen.put("variables", System.getenv());
    seen.put("event", event);
    return seen;
  }

  private static @Nullable Object exit(int status) {
    System.exit(status);
    return null;
  }

  /// Waits until two processes are here, and answers its own.
  private static long meet(Path folder) {
    long pid = ProcessHandle.current().pid();
    try {
      Files.createFile(folder.resolve(Long.toString(pid)));
      while (true) {
        try (Stream<Path> here = Files.list(folder)) {
          if (here.count() >= 2) {
            return pid;
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String linger() {
    System.out.println("the handler lingers");
    LockSupport.parkNanos(500_000_000);
    return "done";
  }

  private static @Nullable Object hang() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return null;
  }

  private static String log(String text, Context context) {
    System.out.println("out " + text);
    System.err.println("err " + text);
    context.getLogger().log("logger " + text);
    return "logged";
  }
}
