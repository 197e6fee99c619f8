package dev.sluice.local.s3;

import dev.sluice.local.server.Xml;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.w3c.dom.Element;

/// A bucket's notification configuration, between its XML form and [Target]s.
record Configuration(List<Target> targets) {

  static final Configuration NONE = new Configuration(List.of());

  private static final String NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";
  private static final Set<String> EVENTS =
      Set.of(
          "s3:ObjectCreated:*",
          "s3:ObjectCreated:Put",
          "s3:ObjectCreated:Post",
          "s3:ObjectCreated:Copy",
          "s3:ObjectCreated:CompleteMultipartUpload",
          "s3:ObjectRemoved:*",
          "s3:ObjectRemoved:Delete",
          "s3:ObjectRemoved:DeleteMarkerCreated");

  Configuration {
    targets = List.copyOf(targets);
  }

  /// Reads one, or says what is wrong with it in S3's words (EVT-012, EVT-013).
  static Configuration parse(byte[] xml) {
    var root =
        XmlDocument.parse(xml)
            .orElseThrow(
                () ->
                    new S3Fault(
                        400,
                        "MalformedXML",
                        "The XML you provided was not well-formed or did not validate against our"
                            + " published schema"));
    var targets = new ArrayList<Target>();
    for (var element : XmlDocument.children(root)) {
      switch (element.getLocalName()) {
        case "QueueConfiguration" -> targets.add(target(element, Target.Kind.QUEUE));
        case "TopicConfiguration" -> targets.add(target(element, Target.Kind.TOPIC));
        default -> throw refused(element.getLocalName());
      }
    }
    requireNoOverlap(targets);
    return new Configuration(targets);
  }

  private static S3Fault refused(String element) {
    return element.equals("CloudFunctionConfiguration")
        ? S3Fault.invalid(
            "The local cloud's buckets call no functions: a function target is provisioned as that"
                + " function's inbox queue, so name that queue in a QueueConfiguration instead of"
                + " a LambdaFunctionConfiguration",
            "CloudFunction",
            element)
        : S3Fault.invalid("The local cloud does not honour " + element + " yet", element, element);
  }

  private static Target target(Element element, Target.Kind kind) {
    var arn = XmlDocument.text(element, kind.element()).orElse("").trim();
    var service = kind == Target.Kind.QUEUE ? "sqs" : "sns";
    if (!arn.matches("arn:aws:" + service + ":[^:]+:\\d{12}:[^:]+")) {
      throw S3Fault.invalid("The ARN could not be parsed", kind.element(), arn);
    }
    if (arn.endsWith(".fifo")) {
      throw S3Fault.invalid(
          "A FIFO queue or topic cannot receive bucket notifications", kind.element(), arn);
    }
    var events =
        XmlDocument.children(element, "Event").stream()
            .map(e -> e.getTextContent().trim())
            .toList();
    for (var event : events) {
      if (!EVENTS.contains(event)) {
        throw S3Fault.invalid("The event is not supported for notifications", "Event", event);
      }
    }
    var filter = Filter.of(element);
    var id = XmlDocument.text(element, "Id").orElseGet(() -> UUID.randomUUID().toString());
    return new Target(id, kind, arn, events, filter.prefix(), filter.suffix());
  }

  private static void requireNoOverlap(List<Target> targets) {
    for (var i = 0; i < targets.size(); i++) {
      for (var other : targets.subList(i + 1, targets.size())) {
        if (targets.get(i).overlaps(other)) {
          throw new S3Fault(
              400,
              "InvalidArgument",
              "Configuration is ambiguously defined. Cannot have overlapping suffixes in two rules"
                  + " if the prefixes are overlapping for the same event type.");
        }
      }
    }
  }

  /// The key filter of one entry.
  private record Filter(String prefix, String suffix) {

    static Filter of(Element configuration) {
      var filter = new Filter("", "");
      var seen = new ArrayList<String>();
      for (var holder : XmlDocument.children(configuration, "Filter")) {
        for (var key : XmlDocument.children(holder, "S3Key")) {
          for (var rule : XmlDocument.children(key, "FilterRule")) {
            var name = XmlDocument.text(rule, "Name").orElse("").toLowerCase(Locale.ROOT);
            var value = XmlDocument.text(rule, "Value").orElse("");
            if (seen.contains(name)) {
              throw S3Fault.invalid(
                  "Cannot specify more than one " + name + " rule in a filter.",
                  "FilterRule",
                  name);
            }
            seen.add(name);
            filter = filter.with(name, value);
          }
        }
      }
      return filter;
    }

    private Filter with(String name, String value) {
      return switch (name) {
        case "prefix" -> new Filter(value, suffix);
        case "suffix" -> new Filter(prefix, value);
        default ->
            throw S3Fault.invalid(
                "filter rule name must be either prefix or suffix", "FilterRule.Name", name);
      };
    }
  }

  /// The XML form, as GET answers it.
  byte[] xml() {
    var content = Xml.content();
    for (var target : targets) {
      var entry = Xml.content().add("Id", target.id()).add(target.kind().element(), target.arn());
      target.events().forEach(event -> entry.add("Event", event));
      if (!target.prefix().isEmpty() || !target.suffix().isEmpty()) {
        var rules = Xml.content();
        addRule(rules, "Prefix", target.prefix());
        addRule(rules, "Suffix", target.suffix());
        entry.add("Filter", Xml.content().add("S3Key", rules));
      }
      content.add(target.kind().element() + "Configuration", entry);
    }
    return Xml.document("NotificationConfiguration", NAMESPACE, content)
        .getBytes(StandardCharsets.UTF_8);
  }

  private static void addRule(Xml rules, String name, String value) {
    if (!value.isEmpty()) {
      rules.add("FilterRule", Xml.content().add("Name", name).add("Value", value));
    }
  }
}
