package dev.sluice.replayer.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.replayer.deadletter.DeadLetter;
import dev.sluice.replayer.deadletter.DeadLetterId;
import dev.sluice.replayer.replay.ReplayOutcome;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The ledger of one run: seen = replayed + failed + skipped + pending.
///
/// @param executed false when only the plan was made
/// @param queues in the order they were named
/// @param missing ids that were asked for and not found
public record ReplayReport(boolean executed, List<QueueReplay> queues, List<DeadLetterId> missing) {

  public ReplayReport {
    queues = List.copyOf(queues);
    missing = List.copyOf(missing);
  }

  /// How many letters ended how.
  ///
  /// @param seen letters the run was asked to replay and found
  /// @param replayed confirmed
  /// @param failed not confirmed, left where they lay
  /// @param skipped not tried, or not to be tried, left where they lay
  /// @param pending planned and not yet tried; none once the plan was carried out
  /// @param doubtful those of the replayed that may still be in the queue
  public record Counts(
      int seen, int replayed, int failed, int skipped, int pending, int doubtful) {}

  public Counts counts() {
    int replayed = 0;
    int failed = 0;
    int skipped = 0;
    int pending = 0;
    int doubtful = 0;
    for (QueueReplay queue : queues) {
      if (!executed) {
        pending += queue.plan().replays().size();
        skipped += queue.plan().skipped().size();
      }
      for (ReplayOutcome outcome : queue.outcomes()) {
        switch (outcome) {
          case ReplayOutcome.Replayed(_, _, var removed) -> {
            replayed++;
            doubtful += removed ? 0 : 1;
          }
          case ReplayOutcome.Failed _ -> failed++;
          case ReplayOutcome.Skipped _ -> skipped++;
        }
      }
    }
    int seen = queues.stream().mapToInt(queue -> queue.plan().size()).sum();
    return new Counts(seen, replayed, failed, skipped, pending, doubtful);
  }

  public ExitStatus exitStatus() {
    Counts counts = counts();
    boolean allRead = queues.stream().allMatch(queue -> Words.shortcoming(queue.ending()) == null);
    boolean nothingLeft = !executed || counts.replayed() - counts.doubtful() == counts.seen();
    return allRead && nothingLeft && missing.isEmpty() ? ExitStatus.DONE : ExitStatus.LEFT;
  }

  /// The plan, or the counts and what to do next.
  public String text() {
    StringBuilder text = new StringBuilder();
    for (QueueReplay queue : queues) {
      if (!executed) {
        plan(text, queue);
      }
      String shortcoming = Words.shortcoming(queue.ending());
      if (shortcoming != null) {
        text.append(queue.queue().name()).append(": ").append(shortcoming).append('\n');
      }
    }
    for (DeadLetterId id : missing) {
      text.append("There is no letter ")
          .append(id)
          .append(" to be had: replayed already, or in somebody's hands (try again in a while)\n");
    }
    Counts counts = counts();
    if (executed) {
      text.append(
          String.format(
              "%s seen = %d replayed + %d failed + %d skipped",
              Words.letters(counts.seen()), counts.replayed(), counts.failed(), counts.skipped()));
      if (counts.doubtful() > 0) {
        text.append("; of the replayed, ")
            .append(counts.doubtful())
            .append(" may still be in the queue: see WARNING above");
      }
    } else if (counts.seen() == 0) {
      text.append("Nothing to replay.");
    } else {
      text.append("Nothing was sent and nothing removed. Add --execute to do it.");
    }
    return Words.plain(text.toString());
  }

  private static void plan(StringBuilder text, QueueReplay queue) {
    text.append(queue.queue().name())
        .append(": ")
        .append(Words.letters(queue.plan().size()))
        .append('\n');
    int number = 0;
    for (DeadLetter letter : queue.plan().replays()) {
      text.append(String.format("%4d  %s  %s%n", ++number, letter.id(), Words.action(letter)));
    }
    for (DeadLetter letter : queue.plan().skipped()) {
      text.append(String.format("   -  %s  %s%n", letter.id(), Words.action(letter)));
    }
  }

  /// One line on a letter whose fate is decided.
  public static String line(ReplayOutcome outcome) {
    String letter = outcome.letter().queue().name() + "  " + outcome.letter().id() + "  ";
    return Words.plain(
        switch (outcome) {
          case ReplayOutcome.Replayed(var replayed, var notes, _) ->
              letter
                  + "replayed  "
                  + Words.action(replayed)
                  + (notes.isEmpty() ? "" : "  WARNING " + String.join("; ", notes));
          case ReplayOutcome.Failed(_, var reason) -> letter + "FAILED  " + reason;
          case ReplayOutcome.Skipped(_, var reason) -> letter + "skipped  " + reason;
        });
  }

  public String json() {
    Counts counts = counts();
    ObjectNode json = Json.object();
    json.put("executed", executed);
    json.put("seen", counts.seen());
    json.put("replayed", counts.replayed());
    json.put("failed", counts.failed());
    json.put("skipped", counts.skipped());
    json.put("pending", counts.pending());
    ArrayNode ids = json.putArray("missing");
    missing.forEach(id -> ids.add(id.value()));
    ArrayNode all = json.putArray("queues");
    for (QueueReplay queue : queues) {
      ObjectNode one = all.addObject();
      one.put("queue", queue.queue().name());
      one.put("arn", queue.queue().arn().toString());
      one.put("passedOver", queue.passedOver());
      one.put("shortcoming", Words.shortcoming(queue.ending()));
      ArrayNode ledger = one.putArray("letters");
      if (executed) {
        queue.outcomes().forEach(outcome -> ledger.add(entry(outcome)));
      } else {
        queue.plan().replays().forEach(letter -> ledger.add(entry(letter, "pending", null)));
        queue.plan().skipped().forEach(letter -> ledger.add(entry(letter, "skipped", null)));
      }
    }
    return Json.text(json);
  }

  private static ObjectNode entry(ReplayOutcome outcome) {
    return switch (outcome) {
      case ReplayOutcome.Replayed(var letter, var notes, var removed) -> {
        ObjectNode entry = entry(letter, "replayed", null);
        entry.put("removed", removed);
        ArrayNode all = entry.putArray("warnings");
        notes.forEach(all::add);
        yield entry;
      }
      case ReplayOutcome.Failed(var letter, var reason) -> entry(letter, "failed", reason);
      case ReplayOutcome.Skipped(var letter, var reason) -> entry(letter, "skipped", reason);
    };
  }

  private static ObjectNode entry(DeadLetter letter, String outcome, @Nullable String reason) {
    ObjectNode entry = Json.letter(letter);
    entry.put("outcome", outcome);
    entry.put("action", Words.action(letter));
    entry.put("reason", Objects.requireNonNullElse(reason, ""));
    return entry;
  }
}
