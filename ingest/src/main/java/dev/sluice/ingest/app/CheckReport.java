package dev.sluice.ingest.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.ingest.destination.Destination;
import dev.sluice.ingest.mapping.EventSourceMapping;
import dev.sluice.ingest.mapping.QueueMapping;
import dev.sluice.ingest.mapping.StreamMapping;
import dev.sluice.ingest.source.StartingPosition;
import dev.sluice.ingest.template.Push;
import dev.sluice.ingest.template.ResolvedFunction;
import dev.sluice.ingest.template.ResolvedTemplate;
import dev.sluice.ingest.template.ResourceToCreate;
import dev.sluice.ingest.template.TemplateProblem;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What a template makes a node do, as JSON. Values of variables are left out: they may be secret.
final class CheckReport {

  private static final ObjectMapper JSON = new ObjectMapper();

  private CheckReport() {}

  /// Of a template that can be run.
  static ObjectNode of(ResolvedTemplate template) {
    var report = start(true);
    report.put("stack", template.settings().stackName());
    report.put("region", template.settings().cloud().region());
    report.put("account", template.settings().cloud().account());
    report.put("accountConcurrency", template.settings().accountConcurrency());
    var functions = report.putArray("functions");
    template.functions().forEach(function -> functions.add(function(function)));
    var mappings = report.putArray("mappings");
    template.mappings().forEach(mapping -> mappings.add(mapping(mapping)));
    var pushes = report.putArray("pushSources");
    template.pushes().forEach(push -> pushes.add(push(push, template)));
    var resources = report.putArray("resources");
    template.resources().forEach(resource -> resources.add(resource(resource)));
    var leftAlone = report.putArray("leftAlone");
    template
        .leftAlone()
        .forEach(left -> leftAlone.add(left.place().path() + " (" + left.what() + ")"));
    report.putArray("problems");
    return report;
  }

  /// Of a template that cannot.
  static ObjectNode of(List<TemplateProblem> problems) {
    var report = start(false);
    ArrayNode list = report.putArray("problems");
    for (var problem : problems) {
      list.addObject()
          .put("path", problem.place().path())
          .put("line", problem.place().line())
          .put("message", problem.sentence());
    }
    return report;
  }

  private static ObjectNode start(boolean ok) {
    return JSON.createObjectNode().put("ok", ok);
  }

  private static ObjectNode function(ResolvedFunction function) {
    var configuration = function.configuration();
    var events = function.eventInvokeConfig();
    var node =
        JSON.createObjectNode()
            .put("name", function.name().value())
            .put("logicalId", function.logicalId())
            .put("handler", configuration.handler())
            .put("code", configuration.code().toString())
            .put("timeoutSeconds", configuration.timeout().toSeconds())
            .put("memoryMegabytes", configuration.memorySize());
    if (function.reservedConcurrency() != null) {
      node.put("reservedConcurrency", function.reservedConcurrency());
      node.put("whenCutOff", function.continuesWhenCutOff() ? "continue" : "pause");
    }
    var variables = node.putArray("variables");
    new TreeSet<>(configuration.environment().keySet()).forEach(variables::add);
    node.put("inbox", function.inbox().name());
    node.put("inboxVisibilitySeconds", function.inboxVisibility().toSeconds());
    node.put("eventRetries", events.maximumRetryAttempts());
    node.put("eventAgeSeconds", events.maximumEventAge().toSeconds());
    return node.put("eventsOnFailure", destination(events.onFailure()));
  }

  private static ObjectNode mapping(EventSourceMapping mapping) {
    var node =
        JSON.createObjectNode()
            .put("name", mapping.logicalId())
            .put("id", mapping.id().toString())
            .put("source", mapping.eventSource().toString())
            .put("function", mapping.function().value())
            .put("enabled", mapping.enabled());
    return switch (mapping) {
      case QueueMapping queue ->
          node.put("batchSize", queue.limits().count())
              .put("reportBatchItemFailures", queue.reportBatchItemFailures());
      case StreamMapping stream -> stream(node, stream);
    };
  }

  private static ObjectNode stream(ObjectNode node, StreamMapping mapping) {
    var limits = mapping.retryLimits();
    var age = limits.maximumRecordAge();
    return node.put("batchSize", mapping.limits().count())
        .put("startingPosition", position(mapping.startingPosition()))
        .put("maximumRetryAttempts", limits.maximumRetryAttempts())
        .put("maximumRecordAgeSeconds", age == null ? -1 : age.toSeconds())
        .put("bisectBatchOnFunctionError", limits.bisectBatchOnFunctionError())
        .put("reportBatchItemFailures", mapping.reportBatchItemFailures())
        .put("onFailure", destination(mapping.onFailure()));
  }

  private static String position(StartingPosition position) {
    return switch (position) {
      case StartingPosition.TrimHorizon() -> "TRIM_HORIZON";
      case StartingPosition.Latest() -> "LATEST";
      case StartingPosition.AtTimestamp(var moment) -> "AT_TIMESTAMP " + moment;
    };
  }

  private static String destination(@Nullable Destination destination) {
    return switch (destination) {
      case null -> "none: counted and dropped";
      case Destination.SqsQueue(var arn) -> arn.toString();
    };
  }

  private static ObjectNode push(Push push, ResolvedTemplate template) {
    var node = JSON.createObjectNode().put("name", push.id());
    switch (push) {
      case Push.FromBucket(_, _, var bucket, var events) ->
          node.put("source", bucket.toString()).put("events", String.join(", ", events));
      case Push.FromTopic(_, _, var topic) -> node.put("source", topic.toString());
    }
    return node.put("function", push.function().value())
        .put("inbox", template.function(push.function()).inbox().name());
  }

  private static JsonNode resource(ResourceToCreate resource) {
    return switch (resource) {
      case ResourceToCreate.Queue queue -> {
        var redrive = queue.redrive();
        String letters =
            redrive == null
                ? ""
                : ", after %d receives to %s"
                    .formatted(redrive.maxReceiveCount(), redrive.deadLetterQueue().name());
        long seconds = queue.visibilityTimeout().toSeconds();
        yield text("queue " + queue.name() + ", visibility " + seconds + " s" + letters);
      }
      case ResourceToCreate.Stream(var name, var shards) ->
          text("stream " + name + ", shards " + shards);
      case ResourceToCreate.Topic(var name) -> text("topic " + name);
      case ResourceToCreate.Subscription(var topic, var queue, var raw) ->
          text("subscription of " + queue.name() + " to " + topic.name() + (raw ? ", raw" : ""));
      case ResourceToCreate.Bucket(var name, var notifications) ->
          text("bucket " + name + ", notifications " + notifications.size());
      case ResourceToCreate.Table table -> text("table " + table.name());
    };
  }

  private static JsonNode text(String text) {
    return JSON.getNodeFactory().textNode(text);
  }
}
