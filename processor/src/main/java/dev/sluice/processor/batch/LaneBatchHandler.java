package dev.sluice.processor.batch;

import com.amazonaws.services.lambda.runtime.Context;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Goes through a batch lane by lane (see [BatchKind#lane]): a failure ends its lane and no other.
final class LaneBatchHandler<E, T, R> implements BatchMessageHandler<E, R> {

  private static final Logger LOGGER = LoggerFactory.getLogger(LaneBatchHandler.class);

  private final BatchKind<E, T, R> kind;
  private final Hooks<T> hooks;

  /// @param handler handles a record, and throws if that fails
  /// @param onSuccess called after it
  /// @param onFailure called when either of them threw
  record Hooks<T>(
      BiConsumer<T, Context> handler, Consumer<T> onSuccess, BiConsumer<T, Throwable> onFailure) {}

  LaneBatchHandler(BatchKind<E, T, R> kind, Hooks<T> hooks) {
    this.kind = kind;
    this.hooks = hooks;
  }

  @Override
  public R processBatch(E event, Context context) {
    Set<Object> ended = new HashSet<>();
    List<T> unsettled = new ArrayList<>();
    for (T record : kind.records(event)) {
      Object lane = kind.lane(record, false);
      if (ended.contains(lane)) {
        unsettled.add(record);
      } else if (!handled(record, context)) {
        ended.add(lane);
        unsettled.add(record);
      }
    }
    return kind.answer(unsettled);
  }

  @Override
  public R processBatchInParallel(E event, Context context) {
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      return processBatchInParallel(event, context, executor);
    }
  }

  @Override
  public R processBatchInParallel(E event, Context context, Executor executor) {
    List<T> records = kind.records(event);
    Map<Object, List<Integer>> lanes = new LinkedHashMap<>();
    for (int place = 0; place < records.size(); place++) {
      Object lane = kind.lane(records.get(place), true);
      lanes.computeIfAbsent(lane, _ -> new ArrayList<>()).add(place);
    }
    Set<Integer> settled = ConcurrentHashMap.newKeySet();
    List<FutureTask<Void>> running = new ArrayList<>();
    for (List<Integer> lane : lanes.values()) {
      var task = new FutureTask<Void>(() -> runLane(lane, records, context, settled), null);
      running.add(task);
      executor.execute(task);
    }
    running.forEach(LaneBatchHandler::await);
    List<T> unsettled = new ArrayList<>();
    for (int place = 0; place < records.size(); place++) {
      if (!settled.contains(place)) {
        unsettled.add(records.get(place));
      }
    }
    return kind.answer(unsettled);
  }

  private void runLane(List<Integer> lane, List<T> records, Context context, Set<Integer> settled) {
    for (int place : lane) {
      if (!handled(records.get(place), context)) {
        return;
      }
      settled.add(place);
    }
  }

  /// An `Error` fails the whole invocation: nothing is known of the environment then.
  private static void await(FutureTask<Void> task) {
    try {
      task.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("A lane of the batch ended with an error.", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted before the batch was handled.", e);
    }
  }

  private boolean handled(T record, Context context) {
    try {
      hooks.handler().accept(record, context);
      hooks.onSuccess().accept(record);
      return true;
    } catch (Exception e) {
      LOGGER
          .atWarn()
          .addKeyValue("record", kind.identifier(record))
          .addKeyValue("request", context.getAwsRequestId())
          .setCause(e)
          .log("A record failed and is reported.");
      tellOfFailure(record, e);
      return false;
    }
  }

  private void tellOfFailure(T record, Exception failure) {
    try {
      hooks.onFailure().accept(record, failure);
    } catch (Exception e) {
      LOGGER
          .atWarn()
          .addKeyValue("record", kind.identifier(record))
          .setCause(e)
          .log("The failure handler failed itself; the record is reported all the same.");
    }
  }
}
