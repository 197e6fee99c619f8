package dev.sluice.ingest.worker;

import dev.sluice.ingest.time.Timekeeper;
import dev.sluice.ingest.worker.child.ChildMain;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Starts the process of an execution environment: a JVM with the function's code first on its
/// class path, behind it the runtime interface client, and an environment that holds the function's
/// own variables and Lambda's, nothing of the node's.
final class EnvironmentLauncher {

  /// The share of MemorySize that is heap, in percent, as in Lambda's Java runtimes; the rest is
  /// for classes, code and threads.
  private static final int HEAP_PERCENT = 85;

  /// Starts a program that ignores what a terminal or a service manager sends to all processes at
  /// once. A function must go on while the node settles what is in hand; the node ends it with
  /// SIGKILL, and the end of its input does when the node is gone. Ignored from before the JVM's
  /// first moment, since a JVM leaves signals alone that it finds ignored; `exec` keeps the process
  /// id. What the function starts ignores them as well.
  private static final List<String> IGNORING_SIGNALS =
      List.of("/bin/sh", "-c", "trap '' HUP INT TERM; exec \"$@\"", "sh");

  private static final DateTimeFormatter STREAM_DATE = DateTimeFormatter.ofPattern("yyyy/MM/dd");

  private final WorkerSettings settings;
  private final RuntimeClient client;
  private final Path scratch;
  private final Timekeeper time;

  /// @param scratch the node's private folder, which environments remove if the node dies
  EnvironmentLauncher(
      WorkerSettings settings, RuntimeClient client, Path scratch, Timekeeper time) {
    this.settings = settings;
    this.client = client;
    this.scratch = scratch;
    this.time = time;
  }

  /// Starts a process that will ask `127.0.0.1:port` for work.
  ///
  /// @throws IOException when the operating system refuses or the code is not there
  Process launch(ExecutionEnvironment.Beginning beginning, int port) throws IOException {
    FunctionConfiguration function = beginning.function();
    if (!Files.exists(function.code())) {
      throw new IOException(
          "The code of function " + function.name() + " is not at " + function.code());
    }
    Path taskRoot = taskRoot(function.code());
    ProcessBuilder builder = new ProcessBuilder(command(function));
    builder.directory(taskRoot.toFile()).redirectErrorStream(true);
    Map<String, String> variables = builder.environment();
    variables.clear();
    variables.putAll(variables(beginning, taskRoot));
    variables.put("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:" + port);
    return builder.start();
  }

  private List<String> command(FunctionConfiguration function) {
    List<String> command = new ArrayList<>(IGNORING_SIGNALS);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx" + function.memorySize() * HEAP_PERCENT / 100 + "m");
    // Small, quick to start and one invocation at a time: what Lambda chooses for Java as well.
    command.add("-XX:+UseSerialGC");
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-XX:-UsePerfData");
    command.add("-Duser.timezone=UTC");
    command.add("-Dfile.encoding=UTF-8");
    command.add("-Dstdout.encoding=UTF-8");
    command.add("-Dstderr.encoding=UTF-8");
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.add("-D" + ChildMain.SCRATCH + "=" + scratch);
    command.add(
        "-Dcom.amazonaws.services.lambda.runtime.api.client.runtimeapi.NativeClient.JNI="
            + client.nativePart());
    command.add("-cp");
    command.add(classPath(function.code()));
    command.add(ChildMain.class.getName());
    command.add(function.handler());
    return command;
  }

  private String classPath(Path code) {
    List<String> entries = new ArrayList<>();
    entries.add(code.toAbsolutePath().toString());
    if (Files.isDirectory(code.resolve("lib"))) {
      entries.add(code.toAbsolutePath().resolve("lib") + "/*");
    }
    client.jars().forEach(jar -> entries.add(jar.toString()));
    entries.add(client.childClasses().toString());
    return String.join(File.pathSeparator, entries);
  }

  private Map<String, String> variables(ExecutionEnvironment.Beginning beginning, Path taskRoot) {
    FunctionConfiguration function = beginning.function();
    Map<String, String> variables = new HashMap<>(settings.endpoints());
    variables.put("PATH", "/usr/local/bin:/usr/bin:/bin");
    variables.put("LANG", "en_US.UTF-8");
    variables.put("TZ", ":UTC");
    variables.putAll(function.environment());
    // From here on reserved names: a function cannot set them on Lambda either.
    variables.putAll(beginning.credentials().variables());
    variables.put("_HANDLER", function.handler());
    variables.put("AWS_REGION", settings.region());
    variables.put("AWS_DEFAULT_REGION", settings.region());
    variables.put("AWS_EXECUTION_ENV", "AWS_Lambda_java" + Runtime.version().feature());
    variables.put("AWS_LAMBDA_FUNCTION_NAME", function.name().value());
    variables.put("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST");
    variables.put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", Integer.toString(function.memorySize()));
    variables.put("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand");
    variables.put("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/" + function.name());
    variables.put("AWS_LAMBDA_LOG_STREAM_NAME", logStream(beginning.id()));
    variables.put("LAMBDA_TASK_ROOT", taskRoot.toString());
    variables.put("LAMBDA_RUNTIME_DIR", "/var/runtime");
    return variables;
  }

  private String logStream(EnvironmentId id) {
    LocalDate today = LocalDate.ofInstant(time.now(), ZoneOffset.UTC);
    return STREAM_DATE.format(today) + "/[$LATEST]" + id;
  }

  /// Where the process runs: the folder of code itself, or an empty one beside a jar's.
  private Path taskRoot(Path code) throws IOException {
    if (Files.isDirectory(code)) {
      return code.toAbsolutePath();
    }
    return Files.createDirectories(scratch.resolve("task"));
  }
}
