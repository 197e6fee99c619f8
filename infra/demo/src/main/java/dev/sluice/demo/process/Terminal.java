package dev.sluice.demo.process;

import java.io.Console;

/// Whether a person watches.
public final class Terminal {

  private Terminal() {}

  /// Whether standard input and output are a terminal, on which lines may be redrawn.
  @SuppressWarnings("SystemConsoleNull") // it still is with -Djdk.console=java.base
  public static boolean isThere() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }
}
