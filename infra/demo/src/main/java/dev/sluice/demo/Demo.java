package dev.sluice.demo;

import dev.sluice.demo.process.RunFailure;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;

/// One run of the demo over a running local cloud and its nodes. Used by one thread.
final class Demo {

  private static final String OBJECT_KEY = "week/all-week.geojson";
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final int REPLAY_ROUNDS = 5;

  private final Settings settings;
  private final Pipeline pipeline;
  private final Progress progress;
  private final Settling settling;
  private final @Nullable Killer killer;
  private final Recount recount;
  private final int features;
  private final long began = System.nanoTime();

  Demo(Settings settings, Pipeline pipeline, Progress progress) {
    List<Feature> read = settings.features();
    this.settings = settings;
    this.pipeline = pipeline;
    this.progress = progress;
    this.recount = new Recount(read);
    this.features = read.size();
    this.settling =
        new Settling(
            pipeline.tables(),
            pipeline.queues(),
            pipeline.letters(),
            pipeline.nodes(),
            progress,
            PATIENCE);
    this.killer =
        settings.kill()
            ? new Killer(settings.seed(), settings.killAt(), pipeline.nodes(), progress)
            : null;
  }

  /// Runs all steps and says how it ended. A step that never settles ends the run with `ok` false.
  Report run() throws InterruptedException {
    Expectation nothing =
        new Expectation(Map.of(), Map.of(), Set.of(), Set.of(), 0, Map.of(), Map.of());
    Stored empty = new Stored(Map.of(), Map.of(), Map.of(), Map.of());
    Outcome outcome = new Outcome(features, settings.nodes(), settings.kill());
    try {
      progress.say(
          "Starting " + words(settings.nodes()) + " (log: " + pipeline.nodes().logs() + ")");
      pipeline.nodes().start();
      step(1, Phase.PUT);
      put();
      Expectation first = recount.after(Phase.PUT);
      Moment settled = settling.await(new Target(Phase.PUT, first, nothing, empty), killer);
      outcome.letters(first, pipeline.letters().look());

      step(2, Phase.REPLAY);
      pipeline.nodes().rollOut();
      Expectation second = recount.after(Phase.REPLAY);
      replay();
      settled = settling.await(new Target(Phase.REPLAY, second, first, settled.stored()), killer);
      outcome.replayed(settled);

      step(3, Phase.PUT_AGAIN);
      put();
      Expectation third = recount.after(Phase.PUT_AGAIN);
      settled =
          settling.await(new Target(Phase.PUT_AGAIN, third, second, settled.stored()), killer);
      outcome.end(third, settled);
    } catch (RunFailure stuck) {
      progress.endOfPhase();
      outcome.problem(String.valueOf(stuck.getMessage()));
    } catch (
        SdkException cloud) { // the local cloud did not answer: the run has failed, and says so
      progress.endOfPhase();
      outcome.problem("The local cloud did not answer: " + cloud.getMessage());
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    return outcome.report(
        pipeline.metrics(), Math.round(seconds * 10) / 10.0, settling::lookIfPossible);
  }

  private static String words(int nodes) {
    return nodes == 1 ? "the node" : nodes + " nodes";
  }

  private void step(int number, Phase phase) {
    progress.say("(" + number + "/3) " + phase.words());
  }

  private void put() {
    pipeline
        .cloud()
        .s3()
        .putObject(
            request -> request.bucket(pipeline.bucket()).key(OBJECT_KEY),
            RequestBody.fromFile(settings.data()));
  }

  /// Lists and replays the letters of all three kinds; again while any is left, since a node that
  /// is killed on the way fails the replays it had in hand.
  private void replay() throws InterruptedException {
    for (int round = 0; round < REPLAY_ROUNDS; round++) {
      URI node = pipeline.nodes().address();
      List<Process> running = new ArrayList<>();
      for (LetterKind kind : LetterKind.values()) {
        running.add(
            pipeline.replay().start(node.toString(), "replay", kind.queueName(), "--execute"));
      }
      try {
        if (awaitReplays(running, node)) {
          return;
        }
      } finally {
        running.forEach(Process::destroy); // whatever ended the wait, nobody replays behind it
      }
      progress.say("  a replay ended with letters left (see " + pipeline.replay().log() + ")");
    }
  }

  /// Whether all have done all they were asked. A replayer knows one node: when that is gone for
  /// good it is told to stop, as a person would, and gives its letters back.
  private boolean awaitReplays(List<Process> running, URI node) throws InterruptedException {
    long start = System.nanoTime();
    boolean done = true;
    for (Process one : running) {
      while (!one.waitFor(100, TimeUnit.MILLISECONDS)) {
        lookAtKiller((System.nanoTime() - start) / 1e9);
        if (!pipeline.nodes().addresses().contains(node)) {
          running.forEach(Process::destroy);
        }
      }
      done &= one.exitValue() == 0;
    }
    return done;
  }

  private void lookAtKiller(double seconds) throws InterruptedException {
    if (killer != null) {
      killer.look(Phase.REPLAY, 0, seconds);
    }
  }
}
