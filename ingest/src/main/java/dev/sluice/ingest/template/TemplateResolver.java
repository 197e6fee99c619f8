package dev.sluice.ingest.template;

import dev.sluice.ingest.identity.Arn;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;

/// Turns resources, with all references resolvable, into what a node runs: sources first, then
/// functions and their events, then subscriptions.
final class TemplateResolver {

  private final TemplateSettings settings;
  private final Path folder;
  private final Map<String, Resource> resources;
  private final Evaluator evaluator;
  private final Draft draft;
  private final Map<String, Arn> arns = new HashMap<>();

  TemplateResolver(
      TemplateSettings settings,
      Path folder,
      Map<String, Resource> resources,
      Evaluator evaluator,
      Draft draft) {
    this.settings = settings;
    this.folder = folder;
    this.resources = resources;
    this.evaluator = evaluator;
    this.draft = draft;
  }

  void resolve() {
    resources.values().forEach(this::name);
    resources.values().forEach(this::hasNoSettingsOfOurs);
    each(this::source);
    functions();
    each(this::subscription);
    limits();
    String circle = draft.circle();
    if (!circle.isEmpty()) {
      evaluator.problems().add(Place.TOP, "has dead letters of " + circle + " come back to it");
    }
  }

  /// Gives a resource its ARN, if it has a name of the right form that no other has.
  private void name(Resource resource) {
    var place = resource.place().child(resource.type().nameProperty(), resource.place().line());
    var name = evaluator.references().name(resource, place, evaluator);
    if (name.isEmpty()) {
      return;
    }
    if (!resource.type().names().matcher(name.get()).matches()) {
      evaluator
          .problems()
          .add(place, "must match " + resource.type().names().pattern(), name.get());
      return;
    }
    var arn = resource.type().arn(settings.cloud(), name.get());
    if (resource.type() != ResourceType.SUBSCRIPTION && arns.containsValue(arn)) {
      evaluator.problems().add(place, "must be used once, but another is " + arn + " too");
    }
    arns.put(resource.logicalId(), arn);
  }

  /// Functions alone have some.
  private void hasNoSettingsOfOurs(Resource resource) {
    if (resource.type() != ResourceType.FUNCTION && !resource.sluice().values().isEmpty()) {
      evaluator
          .problems()
          .add(
              resource.sluice().place(),
              "is not supported: " + resource.type().typeName() + " has no settings of our own");
    }
  }

  private void each(BiConsumer<Resource, Properties> reader) {
    for (var resource : resources.values()) {
      if (arns.containsKey(resource.logicalId())) {
        reader.accept(resource, new Properties(resource.properties(), evaluator));
      }
    }
  }

  private void source(Resource resource, Properties properties) {
    var arn = arn(resource);
    String name = arn.name();
    switch (resource.type()) {
      case QUEUE -> {
        check(resource, QueueResource.TABLE);
        draft.add(arn, QueueResource.read(name, properties));
      }
      case STREAM -> {
        check(resource, StreamResource.TABLE);
        draft.addOther(StreamResource.read(name, properties));
      }
      case TOPIC -> {
        check(resource, TopicResource.TABLE);
        draft.addOther(new ResourceToCreate.Topic(name));
      }
      case TABLE -> {
        check(resource, TableResource.TABLE);
        TableResource.read(name, properties).ifPresent(draft::addOther);
      }
      case BUCKET -> {
        check(resource, BucketResource.TABLE);
        draft.addBucket(arn);
      }
      case ROLE -> draft.leaveAlone(resource.place(), resource.type().typeName());
      case FUNCTION, SUBSCRIPTION -> {} // read later: they need the others
    }
  }

  private void functions() {
    var reader = new FunctionResource(settings, folder, draft);
    var events = new EventReader(new MappingReader(settings, draft.queues()), draft, evaluator);
    each(
        (resource, properties) -> {
          if (resource.type() == ResourceType.FUNCTION) {
            check(resource, FunctionResource.TABLE);
            var sluice = new Properties(resource.sluice(), evaluator);
            FunctionResource.SLUICE.check(resource.sluice(), evaluator);
            reader
                .read(resource.logicalId(), arn(resource), properties, sluice)
                .ifPresent(
                    function -> {
                      declaredInbox(function);
                      draft.add(function);
                      events.read(function, properties.entries("Events"));
                    });
          }
        });
  }

  /// Checks a queue of the template that is to be the inbox of `function`.
  private void declaredInbox(ResolvedFunction function) {
    var queue = draft.queues().get(function.inbox());
    each(
        (resource, properties) -> {
          if (queue != null && arn(resource).equals(function.inbox())) {
            QueueResource.checkInbox(queue, function, properties);
          }
        });
  }

  private void subscription(Resource resource, Properties properties) {
    if (resource.type() != ResourceType.SUBSCRIPTION) {
      return;
    }
    check(resource, TopicResource.SUBSCRIPTION);
    var functions = new HashMap<Arn, ResolvedFunction>();
    draft.functions().forEach(function -> functions.put(function.configuration().arn(), function));
    TopicResource.subscription(resource.logicalId(), properties, functions)
        .ifPresent(
            read -> {
              switch (read) {
                case TopicResource.OfQueue(var subscription) -> draft.add(subscription);
                case TopicResource.OfFunction(var push, var function) -> draft.add(push, function);
              }
            });
  }

  /// At least 100 of the account's concurrency must stay unreserved (CONC-005).
  private void limits() {
    long reserved =
        draft.functions().stream()
            .map(ResolvedFunction::reservedConcurrency)
            .filter(Objects::nonNull)
            .mapToLong(Integer::longValue)
            .sum();
    int unreserved = 100;
    if (reserved > 0 && reserved + unreserved > settings.accountConcurrency()) {
      evaluator
          .problems()
          .add(
              new Place("Resources", 0),
              "reserve a concurrency of "
                  + reserved
                  + " in all, which leaves less than "
                  + unreserved
                  + " of the account's "
                  + settings.accountConcurrency()
                  + " unreserved; lower ReservedConcurrentExecutions or raise the account's limit");
    }
  }

  private void check(Resource resource, PropertyTable table) {
    List<Place> alone = table.check(resource.properties(), evaluator);
    draft.leaveAlone(alone, "property");
  }

  private Arn arn(Resource resource) {
    return Objects.requireNonNull(arns.get(resource.logicalId()));
  }
}
