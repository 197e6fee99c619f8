package dev.sluice.demo.process;

import java.nio.file.Path;
import java.util.List;

/// The start of a command line that runs a main class of one of our modules, as the launcher does.
public final class JavaCommand {

  private JavaCommand() {}

  public static List<String> of(Path root, String module) {
    Path target = root.resolve(module).resolve("target");
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-Dsluice.root=" + root,
        "-cp",
        target.resolve("classes")
            + System.getProperty("path.separator")
            + target.resolve("lib")
            + "/*");
  }
}
