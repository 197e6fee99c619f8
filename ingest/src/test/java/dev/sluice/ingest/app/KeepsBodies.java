package dev.sluice.ingest.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// A function that writes down what it was sent; run by the node in a process of its own.
public final class KeepsBodies {

  /// Appends the body of every message to the file named by the variable KEPT.
  public String handleRequest(Map<String, Object> event) throws IOException {
    var kept = Path.of(System.getenv("KEPT"));
    for (Object message : (List<?>) Objects.requireNonNull(event.get("Records"))) {
      Files.writeString(
          kept,
          ((Map<?, ?>) message).get("body") + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    }
    return "kept";
  }
}
