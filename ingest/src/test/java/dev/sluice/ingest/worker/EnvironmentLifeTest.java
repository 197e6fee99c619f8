package dev.sluice.ingest.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ingest.invoke.InvocationOutcome;
import dev.sluice.ingest.time.Timekeeper;
import dev.sluice.ingest.worker.WorkerListener.EndReason;
import dev.sluice.rules.Rule;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// How environments begin and end, with worker managers of particular settings.
final class EnvironmentLifeTest {

  private static final Duration NO_TIME = Duration.ofMillis(1);
  private static final Duration LONG = Duration.ofMinutes(10);

  @Test
  @Rule({"LIFE-003", "OBS-044"})
  void runs_a_slow_init_again_inside_the_functions_timeout() throws Exception {
    assertThat(
            WorkerSettings.of("r", () -> new LaunchCredentials(Map.of(), null), Map.of())
                .initLimit())
        .isEqualTo(Duration.ofSeconds(10));
    FunctionConfiguration function = Functions.of("slow", SampleFunction.class);
    try (StartedWorkers workers = new StartedWorkers(LONG, NO_TIME)) {

      InvocationOutcome outcome = workers.invoke(function, "{}");

      assertThat(outcome).isInstanceOf(InvocationOutcome.Succeeded.class);
      assertThat(workers.ended(function.name())).containsExactly(EndReason.INIT_FAILURE);
      assertThat(workers.finished(function.name()).getFirst().init()).isNull();
      assertThat(workers.log(function))
          .anyMatch(line -> line.endsWith("\tPhase: init\tStatus: timeout"))
          .noneMatch(line -> line.contains("\tInit Duration: "));
    }
  }

  @Test
  @Rule("LIFE-003")
  void counts_the_second_init_in_the_functions_timeout() throws Exception {
    FunctionConfiguration function =
        Functions.of("endless", EndlessInitFunction.class, Duration.ofSeconds(1));
    try (StartedWorkers workers = new StartedWorkers(LONG, NO_TIME)) {

      InvocationOutcome outcome = workers.invoke(function, "{}");

      assertThat(outcome).isInstanceOf(InvocationOutcome.TimedOut.class);
      assertThat(workers.ended(function.name()))
          .containsExactly(EndReason.INIT_FAILURE, EndReason.TIMEOUT);
    }
  }

  @Test
  void ends_environments_that_nobody_needs() throws Exception {
    FunctionConfiguration function = Functions.of("idle", SampleFunction.class);
    try (StartedWorkers workers = new StartedWorkers(NO_TIME, Duration.ofSeconds(60))) {
      long pid = pid(workers.invoke(function, "{}"));

      StartedWorkers.await("the idle process to be gone", () -> StartedWorkers.isGone(pid));
      StartedWorkers.await("its end to be told", () -> !workers.ended(function.name()).isEmpty());
      assertThat(workers.ended(function.name())).containsExactly(EndReason.IDLE);
    }
  }

  @Test
  void gives_no_work_to_environments_whose_credentials_end_and_new_ones_to_the_next()
      throws Exception {
    FunctionConfiguration function = Functions.of("rotated", SampleFunction.class);
    AtomicInteger asked = new AtomicInteger();
    LaunchCredentials.Source source =
        () -> {
          int time = asked.incrementAndGet();
          Instant soon = Timekeeper.system().now().plusSeconds(30);
          return new LaunchCredentials(
              Map.of("AWS_ACCESS_KEY_ID", "key-" + time), time == 1 ? soon : soon.plus(LONG));
        };
    try (StartedWorkers workers = new StartedWorkers(LONG, Duration.ofSeconds(60), source)) {
      assertThat(key(workers.invoke(function, "{}"))).isEqualTo("key-1");
      assertThat(key(workers.invoke(function, "{}"))).isEqualTo("key-2");
      assertThat(key(workers.invoke(function, "{}"))).as("still good").isEqualTo("key-2");

      StartedWorkers.await(
          "the old one to be gone", () -> !workers.ended(function.name()).isEmpty());
      assertThat(workers.ended(function.name())).containsExactly(EndReason.IDLE);
    }
  }

  @Test
  void starts_nothing_without_credentials() throws Exception {
    LaunchCredentials.Source none =
        () -> {
          throw new IOException("nobody answers");
        };
    try (StartedWorkers workers = new StartedWorkers(LONG, Duration.ofSeconds(60), none)) {
      assertThat(workers.invoke(Functions.of("poor", SampleFunction.class), "{}"))
          .isEqualTo(
              new InvocationOutcome.Unavailable(
                  "No execution environment could be started: nobody answers"));
    }
  }

  private static String key(InvocationOutcome outcome) {
    assertThat(outcome).isInstanceOf(InvocationOutcome.Succeeded.class);
    return ((InvocationOutcome.Succeeded) outcome)
        .answer()
        .text()
        .replaceAll(".*\"AWS_ACCESS_KEY_ID\":\"([^\"]+)\".*", "$1");
  }

  @Test
  void ends_all_environments_when_it_stops_and_runs_nothing_after_that() throws Exception {
    FunctionConfiguration function = Functions.of("stopped", SampleFunction.class);
    StartedWorkers workers = StartedWorkers.standard();
    long pid = pid(workers.invoke(function, "{}"));
    workers.close();

    StartedWorkers.await("the process to be gone", () -> StartedWorkers.isGone(pid));
    assertThat(workers.invoke(function, "{}")).isInstanceOf(InvocationOutcome.Unavailable.class);
  }

  @Test
  void lets_what_runs_end_before_it_stops() throws Exception {
    FunctionConfiguration function = Functions.of("drained", SampleFunction.class);
    StartedWorkers workers = StartedWorkers.standard();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<InvocationOutcome> running =
          threads.submit(() -> workers.invoke(function, "{\"do\":\"linger\"}"));
      StartedWorkers.await(
          "the handler to run", () -> workers.log(function).contains("the handler lingers"));

      workers.manager().stop(Duration.ofSeconds(60));

      assertThat(running.get()).isInstanceOf(InvocationOutcome.Succeeded.class);
      assertThat(workers.ended(function.name())).containsExactly(EndReason.STOPPING);
    }
  }

  @Test
  void blames_no_function_that_the_stopping_node_ended() throws Exception {
    FunctionConfiguration function = Functions.of("cut", SampleFunction.class);
    assertNotBlamedWhenStopped(StartedWorkers.standard(), function, "{\"do\":\"hang\"}");
  }

  @Test
  void blames_no_function_whose_second_init_the_stopping_node_ended() throws Exception {
    FunctionConfiguration function = Functions.of("cut-init", EndlessInitFunction.class);
    assertNotBlamedWhenStopped(new StartedWorkers(LONG, NO_TIME), function, "{}");
  }

  private static void assertNotBlamedWhenStopped(
      StartedWorkers workers, FunctionConfiguration function, String event) throws Exception {
    try (workers;
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<InvocationOutcome> running = threads.submit(() -> workers.invoke(function, event));
      StartedWorkers.await(
          "the invocation to begin",
          () -> workers.log(function).stream().anyMatch(line -> line.startsWith("START ")));

      workers.manager().stop(Duration.ZERO);

      assertThat(running.get()).isInstanceOf(InvocationOutcome.Unavailable.class);
      assertThat(workers.finished(function.name())).isEmpty();
    }
  }

  @Test
  void leaves_signals_to_a_whole_group_of_processes_to_the_node() throws Exception {
    FunctionConfiguration function = Functions.of("signalled", SampleFunction.class);
    try (StartedWorkers workers = StartedWorkers.standard();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      long pid = pid(workers.invoke(function, "{}"));
      Future<InvocationOutcome> running =
          threads.submit(() -> workers.invoke(function, "{\"do\":\"linger\"}"));
      StartedWorkers.await(
          "the handler to run", () -> workers.log(function).contains("the handler lingers"));

      for (String signal : List.of("HUP", "INT", "TERM")) {
        new ProcessBuilder("kill", "-s", signal, Long.toString(pid)).start().waitFor();
      }

      assertThat(running.get()).isInstanceOf(InvocationOutcome.Succeeded.class);
      assertThat(pid(workers.invoke(function, "{}"))).isEqualTo(pid);
      assertThat(workers.ended(function.name())).isEmpty();
    }
  }

  @Test
  void cannot_be_kept_alive_by_a_function_when_the_node_is_killed() throws Exception {
    Process node = startNode();
    try (BufferedReader said = node.inputReader()) {
      long child = Long.parseLong(said.readLine());
      Path scratch = Path.of(said.readLine());
      assertThat(StartedWorkers.isGone(child)).isFalse();
      assertThat(scratch).exists();

      node.destroyForcibly(); // SIGKILL: nothing of the node runs after this

      StartedWorkers.await("the orphan to be gone", () -> StartedWorkers.isGone(child));
      StartedWorkers.await("its files to be gone", () -> Files.notExists(scratch));
    } finally {
      node.destroyForcibly();
    }
  }

  private static Process startNode() throws IOException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            NodeLike.class.getName());
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  static long pid(InvocationOutcome outcome) {
    assertThat(outcome).isInstanceOf(InvocationOutcome.Succeeded.class);
    String answer = ((InvocationOutcome.Succeeded) outcome).answer().text();
    return Long.parseLong(answer.replaceAll(".*\"pid\":(\\d+).*", "$1"));
  }
}
