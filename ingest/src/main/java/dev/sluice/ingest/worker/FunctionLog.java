package dev.sluice.ingest.worker;

import dev.sluice.ingest.identity.FunctionName;

/// Where the lines go that functions write to standard output and error. Called from many threads,
/// one at a time per environment; must not block for long, since the function waits meanwhile.
@FunctionalInterface
public interface FunctionLog {

  /// Takes one line, without its line end, cut at [EnvironmentLog#LONGEST_LINE] bytes.
  void line(FunctionName function, EnvironmentId environment, String line);
}
