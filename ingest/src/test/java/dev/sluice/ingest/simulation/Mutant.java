package dev.sluice.ingest.simulation;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;

/// A bug planted in a copy of a production class, to see whether the simulation finds it. The
/// production sources are not touched.
///
/// @param name what the bug does, in a few words
/// @param edits of which it consists
record Mutant(String name, List<Edit> edits) {

  /// @param source the class that is changed, below `dev/sluice/ingest/`
  /// @param right the text that is replaced; must be there exactly once
  /// @param wrong the text put in its place
  record Edit(String source, String right, String wrong) {

    private String applyTo(String text) {
      int first = text.indexOf(right);
      if (first < 0 || text.indexOf(right, first + 1) >= 0) {
        throw new IllegalStateException(source + ": expected exactly once: " + right);
      }
      return text.replace(right, wrong);
    }
  }

  private static final Path ROOT = Path.of(System.getProperty("sluice.root", ".."));
  private static final Path SOURCES = ROOT.resolve("ingest/src/main/java/dev/sluice/ingest");

  @Override
  public String toString() {
    return name;
  }

  /// Compiles the classes with the bug in them.
  ///
  /// @return the folder to be put in front of the class path
  /// @throws IllegalStateException when a text to replace is not there once, or the bug does not
  ///   compile: the production class has changed, and this mutant must follow
  Path plant(Path below) throws IOException {
    Path folder = below.resolve(name.replaceAll("[^a-z]+", "-"));
    Map<Path, String> changed = new LinkedHashMap<>();
    for (Edit edit : edits) {
      Path source = SOURCES.resolve(edit.source());
      String text = changed.containsKey(source) ? changed.get(source) : Files.readString(source);
      changed.put(source, edit.applyTo(text));
    }
    List<Path> copies = new ArrayList<>();
    for (Map.Entry<Path, String> each : changed.entrySet()) {
      Path copy = folder.resolve("source").resolve(SOURCES.relativize(each.getKey()));
      Files.createDirectories(copy.getParent());
      copies.add(Files.writeString(copy, each.getValue()));
    }
    Path classes = Files.createDirectories(folder.resolve("classes"));
    compile(copies, classes);
    return classes;
  }

  private static void compile(List<Path> sources, Path classes) throws IOException {
    var compiler = ToolProvider.getSystemJavaCompiler();
    var problems = new DiagnosticCollector<JavaFileObject>();
    try (var files = compiler.getStandardFileManager(problems, null, null)) {
      List<String> options =
          List.of(
              "-proc:none", "-cp", System.getProperty("java.class.path"), "-d", classes.toString());
      boolean compiled =
          compiler
              .getTask(
                  null, files, problems, options, null, files.getJavaFileObjectsFromPaths(sources))
              .call();
      if (!compiled) {
        throw new IllegalStateException(
            problems.getDiagnostics().stream()
                .map(Object::toString)
                .collect(Collectors.joining("\n")));
      }
    }
  }

  /// The command of a JVM that runs the simulation with this class path in front, started as this
  /// one was: only then does a seed replay.
  static List<String> command(Path classes, int seeds) {
    String classPath =
        classes + System.getProperty("path.separator") + System.getProperty("java.class.path");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> !argument.startsWith("-javaagent"))
        .forEach(command::add);
    command.add("-Dsluice.root=" + ROOT);
    command.addAll(
        List.of("-cp", classPath, SimulationMain.class.getName(), Integer.toString(seeds)));
    return command;
  }
}
