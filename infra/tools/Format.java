import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Runs google-java-format over every Java file of the repository. Started by the build as `java
/// Format.java FORMATTER_JAR --check|--replace` with the repository as working directory.
class Format {
  public static void main(String[] arguments) throws IOException, InterruptedException {
    boolean replace = arguments[1].equals("--replace");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String name : List.of("api", "code", "file", "parser", "tree", "util")) {
      command.add("--add-exports=jdk.compiler/com.sun.tools.javac." + name + "=ALL-UNNAMED");
    }
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.add("-jar");
    command.add(arguments[0]);
    if (replace) {
      command.add("--replace");
    } else {
      command.addAll(List.of("--dry-run", "--set-exit-if-changed"));
    }
    try (var files = Files.walk(Path.of("."))) {
      files
          .filter(
              file -> file.toString().endsWith(".java") && !file.toString().contains("/target/"))
          .map(Path::toString)
          .sorted()
          .forEach(command::add);
    }
    int exit = new ProcessBuilder(command).inheritIO().start().waitFor();
    if (exit != 0) {
      System.err.println(
          "The files listed above are not formatted. Run: mvn -q -N initialize -Pformat");
    }
    System.exit(exit);
  }
}
