package dev.sluice.ingest.simulation;

import dev.sluice.ingest.simulation.Mutant.Edit;
import java.util.List;

/// The planted bugs. Each is one that a hurried change could make. What is replaced is written line
/// by line, with the blanks it has in the source.
@SuppressWarnings("StringConcatToTextBlock")
final class Mutants {

  static final List<Mutant> ALL =
      List.of(
          new Mutant(
              "skip the fencing condition",
              List.of(
                  new Edit(
                      "lease/dynamodb/DynamoDbLeaseStore.java",
                      "condition + \" and (attribute_not_exists(#write) or #write < :write)\"",
                      "\"(\" + condition + \" or attribute_exists(id))"
                          + " and (attribute_not_exists(#write) or #write < :write)\""))),
          new Mutant(
              "checkpoint before the destination write",
              List.of(
                  new Edit(
                      "poller/StreamPoller.java",
                      "    givenUp = new GivenUp(discard, requestId);\n",
                      "    givenUp = new GivenUp(discard, requestId);\n"
                          + "    ledger.write(progress.after(discard));\n"))),
          new Mutant(
              "trust the wall clock",
              List.of(
                  new Edit(
                      "lease/HeldLease.java",
                      "!term.get().hasRunOut(timekeeper.monotonic())",
                      "!term.get().hasRunOut(" + onTheWall() + ")"),
                  new Edit(
                      "lease/Membership.java",
                      "return registered && !term.hasRunOut(timekeeper.monotonic());",
                      "return registered && !term.hasRunOut(" + onTheWall() + ");"),
                  new Edit(
                      "lease/Membership.java",
                      "Duration askedAt = timekeeper.monotonic();",
                      "Duration askedAt = " + onTheWall() + ";"),
                  new Edit(
                      "lease/Membership.java",
                      "boolean late = term.hasRunOut(timekeeper.monotonic());",
                      "boolean late = term.hasRunOut(" + onTheWall() + ");"))),
          new Mutant(
              "release before settle",
              List.of(
                  new Edit(
                      "poller/PollerFleet.java",
                      "      if (each.loop().awaitEnd(deadline.minus(timekeeper.monotonic()))) {\n"
                          + "        end(each.lease(), \"the node stops\");\n"
                          + "      }\n",
                      "      end(each.lease(), \"the node stops\");\n"
                          + "     "
                          + " each.loop().awaitEnd(deadline.minus(timekeeper.monotonic()));\n"))),
          new Mutant(
              "ignore a lane in the checkpoint",
              List.of(
                  new Edit(
                      "poller/ShardLedger.java",
                      "    SequenceNumber settled = progress.settled();\n",
                      "    SequenceNumber settled =\n"
                          + "        progress.inHand().size() < 2\n"
                          + "            ? progress.settled()\n"
                          + "            :"
                          + " progress.inHand().getLast().last().sequenceNumber();\n"))),
          new Mutant(
              "accept a stale predecessor event",
              List.of(
                  new Edit(
                      "eventqueue/EventChain.java",
                      "      case Look.Present(_) -> Standing.STALE;\n",
                      "      case Look.Present(_) -> Standing.COUNTS;\n"))),
          new Mutant(
              "let the manager write without its token",
              List.of(
                  new Edit(
                      "lease/dynamodb/ManagerWrites.java",
                      "LeaseRow.id(by.key()))))\n"
                          + "                .conditionExpression(condition)\n",
                      "LeaseRow.id(by.key()))))\n"
                          + "                .conditionExpression("
                          + "\"(\" + condition + \") or attribute_exists(id)\")\n"))));

  private Mutants() {}

  private static String onTheWall() {
    return "java.time.Duration.between(java.time.Instant.EPOCH, timekeeper.now())";
  }
}
