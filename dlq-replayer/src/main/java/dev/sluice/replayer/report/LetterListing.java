package dev.sluice.replayer.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.replayer.deadletter.DeadLetter;
import dev.sluice.replayer.deadletter.DeadLetterQueue;
import dev.sluice.replayer.deadletter.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// The letters of one queue, for `ls`.
///
/// @param queue where they lie
/// @param reading what was found
public record LetterListing(DeadLetterQueue queue, Reading reading) {

  private static final List<String> HEAD =
      List.of("ID", "KIND", "WHEN", "CONDITION", "RECEIVES", "FUNCTION OR SOURCE", "BYTES");

  /// Said with every listing, since both surprise.
  private static final String CAUTION =
      "This look raised each letter's receive count by 1. An SQS listing is never complete: what"
          + " others have in hand does not show.";

  public ExitStatus exitStatus() {
    return Words.shortcoming(reading.ending()) == null ? ExitStatus.DONE : ExitStatus.LEFT;
  }

  public String text() {
    StringBuilder text = new StringBuilder();
    text.append(queue.name())
        .append(": ")
        .append(Words.letters(reading.letters().size()))
        .append(" found, about ")
        .append(queue.depth())
        .append(" counted by the queue\n");
    if (!reading.letters().isEmpty()) {
      table(text);
    }
    String shortcoming = Words.shortcoming(reading.ending());
    if (shortcoming != null) {
      text.append(shortcoming).append('\n');
    }
    if (queue.maxReceiveCount() != null) {
      text.append("Careful: this queue moves a letter on after ")
          .append(queue.maxReceiveCount())
          .append(" receives.\n");
    }
    return Words.plain(text.append(CAUTION).toString());
  }

  private void table(StringBuilder text) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(HEAD);
    for (DeadLetter letter : reading.letters()) {
      rows.add(
          List.of(
              letter.id().value(),
              Words.kind(letter),
              Words.when(letter),
              Words.condition(letter),
              Integer.toString(letter.message().receiveCount()),
              Objects.toString(Words.origin(letter), "-"),
              Integer.toString(letter.size())));
    }
    for (List<String> row : rows) {
      for (int column = 0; column < row.size(); column++) {
        text.append(row.get(column));
        if (column < row.size() - 1) {
          text.append(" ".repeat(width(rows, column) - row.get(column).length() + 2));
        }
      }
      text.append('\n');
    }
  }

  private static int width(List<List<String>> rows, int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
  }

  ObjectNode json() {
    ObjectNode json = Json.object();
    json.put("queue", queue.name());
    json.put("arn", queue.arn().toString());
    json.put("found", reading.letters().size());
    json.put("countedByQueue", queue.depth());
    json.put("maxReceiveCount", queue.maxReceiveCount());
    json.put("shortcoming", Words.shortcoming(reading.ending()));
    ArrayNode letters = json.putArray("letters");
    reading.letters().forEach(letter -> letters.add(Json.letter(letter)));
    return json;
  }

  /// All listings of a run as one JSON text.
  public static String json(List<LetterListing> listings) {
    ObjectNode json = Json.object();
    ArrayNode queues = json.putArray("queues");
    listings.forEach(listing -> queues.add(listing.json()));
    return Json.text(json);
  }
}
