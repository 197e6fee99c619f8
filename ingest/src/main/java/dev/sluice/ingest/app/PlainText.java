package dev.sluice.ingest.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;

/// Writes a report of JSON for people: one line per value, parts indented under their name.
final class PlainText {

  private PlainText() {}

  static void write(ObjectNode report, PrintWriter out) {
    report.properties().forEach(entry -> write(entry.getKey(), entry.getValue(), "", out));
    out.flush();
  }

  private static void write(String name, JsonNode value, String indent, PrintWriter out) {
    if (!value.isArray()) {
      out.println(indent + name + ": " + value.asText());
      return;
    }
    if (value.isEmpty()) {
      out.println(indent + name + ": none");
      return;
    }
    if (!indent.isEmpty()) {
      out.println(indent + name + ": " + joined(value));
      return;
    }
    out.println();
    out.println(name);
    for (var item : value) {
      item(item, out);
    }
  }

  private static void item(JsonNode item, PrintWriter out) {
    if (!item.isObject()) {
      out.println("  " + item.asText());
      return;
    }
    boolean first = true;
    for (var entry : item.properties()) {
      if (first) {
        out.println("  " + entry.getValue().asText());
      } else {
        write(entry.getKey(), entry.getValue(), "    ", out);
      }
      first = false;
    }
  }

  private static String joined(JsonNode values) {
    var text = new StringBuilder();
    for (var value : values) {
      text.append(text.isEmpty() ? "" : ", ").append(value.asText());
    }
    return text.toString();
  }
}
