package dev.sluice.demo;

import dev.sluice.demo.process.JavaCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The replay command line, run as a process of its own as a person would.
final class Replay {

  private final Path root;
  private final Path folder;
  private final Map<String, String> environment;

  Replay(Path root, Path folder, Map<String, String> environment) {
    this.root = root;
    this.folder = folder;
    this.environment = Map.copyOf(environment);
  }

  Path log() {
    return folder.resolve("replay.log");
  }

  /// Starts `sluice dlq WORDS`; its output goes to the log.
  ///
  /// @param lambda address of the node's Invoke API
  Process start(String lambda, String... words) {
    List<String> command = new ArrayList<>(JavaCommand.of(root, "dlq-replayer"));
    command.add("dev.sluice.replayer.command.Main");
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command).directory(root.toFile());
    builder.environment().putAll(environment);
    builder.environment().put("AWS_ENDPOINT_URL_LAMBDA", lambda);
    builder.redirectErrorStream(true).redirectOutput(Redirect.appendTo(log().toFile()));
    try {
      return builder.start();
    } catch (IOException failed) {
      throw new UncheckedIOException("The replayer could not be started", failed);
    }
  }
}
