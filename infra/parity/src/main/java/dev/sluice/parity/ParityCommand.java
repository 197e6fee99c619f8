package dev.sluice.parity;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// Last step of `mvn verify`: `ParityCommand ROOT RUN RING`. Exits with 1 if a test cites a rule
/// that does not exist or claims a refusal without saying what the user is told.
public final class ParityCommand {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private ParityCommand() {}

  /// Started by Maven.
  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 3) {
      System.err.println("Usage: ParityCommand ROOT RUN RING");
      System.exit(2);
    }
    System.exit(run(Path.of(arguments[0]), arguments[1], arguments[2], System.out));
  }

  static int run(Path root, String run, String ring, PrintStream out) throws IOException {
    RuleBook book = RuleBook.read(root.resolve("docs/rules/lambda-poller-semantics.md"));
    NotApplicable notApplicable =
        NotApplicable.read(root.resolve("docs/rules/not-applicable.json"), book);
    TestReports reports = TestReports.read(root, run, ring);
    Parity parity = Parity.judge(book, notApplicable, reports.current(), ring);
    Path json = root.resolve("target/parity.json");
    Files.createDirectories(root.resolve("target"));
    Files.writeString(json, json(parity) + "\n");
    parity.errors().forEach(out::println);
    out.println("Rule coverage, ring " + ring + ": " + parity.summary() + " (target/parity.json)");
    if (reports.partial()) {
      out.println(
          "docs/parity.md is left as it is: this build did not run the tests of all modules.");
      reports
          .stale()
          .forEach(file -> out.println("  " + file + " is of an earlier build; not counted"));
    } else if (parity.errors().isEmpty()) {
      writePage(root.resolve("docs/parity.md"), ParityPage.of(book, parity), out);
    }
    return parity.errors().isEmpty() ? 0 : 1;
  }

  private static void writePage(Path page, String text, PrintStream out) throws IOException {
    if (Files.exists(page) && Files.readString(page).equals(text)) {
      return;
    }
    Files.writeString(page, text);
    out.println("docs/parity.md has changed: commit it with what changed it.");
  }

  private static String json(Parity parity) throws IOException {
    ArrayNode rules = JSON.createArrayNode();
    for (RuleCoverage coverage : parity.rules()) {
      ObjectNode rule = rules.addObject();
      rule.put("rule", coverage.rule());
      rule.put("status", coverage.status().word());
      coverage.tests().forEach(rule.putArray("tests")::add);
      rule.put("ring", coverage.ring());
      rule.put("reason", coverage.reason());
    }
    return JSON.writeValueAsString(rules);
  }
}
