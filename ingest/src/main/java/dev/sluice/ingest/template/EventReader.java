package dev.sluice.ingest.template;

import dev.sluice.ingest.identity.Arn;
import dev.sluice.ingest.mapping.EventSourceMapping;
import dev.sluice.ingest.template.TemplateValue.Entries;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads the `Events` of functions into mappings and pushes.
final class EventReader {

  private static final PropertyTable EVENT = PropertyTable.of("Type", "Properties");

  private static final PropertyTable TOPIC =
      PropertyTable.of("Topic")
          .and(TopicResource.DELIVERY)
          .refusesUnless(
              "false", "SqsSubscription", "write queue, subscription and an event of type SQS");

  private static final PropertyTable BUCKET =
      PropertyTable.of("Bucket", "Events")
          .refuses("Filter", "notifications are not filtered by key yet");

  private static final List<String> TYPES = List.of("SQS", "Kinesis", "SNS", "S3");

  /// What a bucket can tell (EVT-003).
  private static final Set<String> BUCKET_EVENTS =
      Set.of(
          "s3:ObjectCreated:*",
          "s3:ObjectCreated:Put",
          "s3:ObjectCreated:Post",
          "s3:ObjectCreated:Copy",
          "s3:ObjectCreated:CompleteMultipartUpload",
          "s3:ObjectRemoved:*",
          "s3:ObjectRemoved:Delete",
          "s3:ObjectRemoved:DeleteMarkerCreated",
          "s3:ObjectTagging:*",
          "s3:ObjectTagging:Put",
          "s3:ObjectTagging:Delete",
          "s3:ObjectAcl:Put",
          "s3:ObjectRestore:*",
          "s3:ObjectRestore:Post",
          "s3:ObjectRestore:Completed");

  private final MappingReader mappings;
  private final Draft draft;
  private final Evaluator evaluator;

  /// Who maps which source already, by `source function`.
  private final Map<String, String> taken = new HashMap<>();

  EventReader(MappingReader mappings, Draft draft, Evaluator evaluator) {
    this.mappings = mappings;
    this.draft = draft;
    this.evaluator = evaluator;
  }

  void read(ResolvedFunction function, Entries events) {
    events
        .values()
        .forEach(
            (name, event) -> {
              if (event instanceof Entries entries) {
                EVENT.check(entries, evaluator);
                read(function, name, new Properties(entries, evaluator));
              } else {
                evaluator.problems().add(event.place(), "must be a map", event.kind());
              }
            });
  }

  private void read(ResolvedFunction function, String name, Properties event) {
    String id = function.logicalId() + name;
    switch (event.required("Type").orElse("")) {
      case "SQS" -> {
        var properties = inside(event, MappingReader.QUEUE);
        add(id, "Queue", properties, mappings.queue(id, function.configuration(), properties));
      }
      case "Kinesis" -> {
        var properties = inside(event, MappingReader.STREAM);
        add(id, "Stream", properties, mappings.stream(id, function.configuration(), properties));
      }
      case "SNS" -> topic(id, function, inside(event, TOPIC));
      case "S3" -> bucket(id, function, inside(event, BUCKET));
      case "" -> {} // already said
      default ->
          event.problem("Type", "must be " + String.join(", ", TYPES), event.text("Type", ""));
    }
  }

  private Properties inside(Properties event, PropertyTable table) {
    if (event.entries().values().get("Properties") instanceof Entries entries) {
      draft.leaveAlone(table.check(entries, evaluator), "property");
      return new Properties(entries, evaluator);
    }
    return event.inside("Properties", table);
  }

  private void add(
      String id, String sourceProperty, Properties properties, Optional<EventSourceMapping> read) {
    read.ifPresent(
        mapping -> {
          String earlier = taken.putIfAbsent(mapping.eventSource() + " " + mapping.function(), id);
          if (earlier != null) {
            properties.problem(
                sourceProperty, "is mapped to the same function already, by " + earlier);
          }
          draft.add(mapping);
        });
  }

  private void topic(String id, ResolvedFunction function, Properties properties) {
    properties
        .arn("Topic", "sns")
        .ifPresent(topic -> draft.add(new Push.FromTopic(id, function.name(), topic), function));
  }

  private void bucket(String id, ResolvedFunction function, Properties properties) {
    properties.required("Events");
    List<String> events = properties.texts("Events");
    for (String event : events) {
      if (!BUCKET_EVENTS.contains(event)) {
        String meant = Spelling.nearest(event, BUCKET_EVENTS);
        evaluator
            .problems()
            .add(
                new TemplateProblem(
                    properties.place("Events"),
                    "names " + event + ", which no bucket tells of here",
                    null,
                    meant == null ? null : "did you mean " + meant + "?"));
      }
    }
    var bucket = properties.required("Bucket").flatMap(this::bucketCalled);
    if (bucket.isEmpty() && properties.has("Bucket")) {
      properties.problem("Bucket", "must be a Ref to a bucket of this template");
    }
    bucket.ifPresent(
        arn -> draft.add(new Push.FromBucket(id, function.name(), arn, events), function));
  }

  private Optional<Arn> bucketCalled(String name) {
    return draft.buckets().stream().filter(arn -> arn.resource().equals(name)).findFirst();
  }
}
