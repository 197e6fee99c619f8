package dev.sluice.ingest.template;

import dev.sluice.ingest.identity.Arn;
import dev.sluice.ingest.mapping.EventSourceMapping;
import dev.sluice.ingest.template.ResolvedTemplate.LeftAlone;
import dev.sluice.ingest.template.ResourceToCreate.Bucket;
import dev.sluice.ingest.template.ResourceToCreate.Notification;
import dev.sluice.ingest.template.ResourceToCreate.Queue;
import dev.sluice.ingest.template.ResourceToCreate.Subscription;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A resolved template in the making. Owned by the thread that resolves.
final class Draft {

  private final List<ResolvedFunction> functions = new ArrayList<>();
  private final List<EventSourceMapping> mappings = new ArrayList<>();
  private final List<Push> pushes = new ArrayList<>();
  private final Map<Arn, Queue> queues = new LinkedHashMap<>();
  private final List<ResourceToCreate> others = new ArrayList<>();
  private final Map<Arn, List<Notification>> buckets = new LinkedHashMap<>();
  private final List<Subscription> subscriptions = new ArrayList<>();
  private final List<LeftAlone> leftAlone = new ArrayList<>();

  /// A function and its inbox, unless the template declares the inbox itself.
  void add(ResolvedFunction function) {
    functions.add(function);
    queues.putIfAbsent(
        function.inbox(),
        new Queue(function.inbox().name(), function.inboxVisibility(), null, Map.of()));
  }

  void add(EventSourceMapping mapping) {
    mappings.add(mapping);
  }

  /// A topic that pushes to `function`. The subscription is not raw: the envelope has what the
  /// function's event needs.
  void add(Push.FromTopic push, ResolvedFunction function) {
    pushes.add(push);
    add(new Subscription(push.topic(), function.inbox(), false));
  }

  void add(Push.FromBucket push, ResolvedFunction function) {
    pushes.add(push);
    buckets
        .computeIfAbsent(push.bucket(), _ -> new ArrayList<>())
        .add(new Notification(push.id(), function.inbox(), push.events()));
  }

  void add(Arn arn, Queue queue) {
    queues.put(arn, queue);
  }

  void add(Subscription subscription) {
    subscriptions.add(subscription);
  }

  void addBucket(Arn arn) {
    buckets.put(arn, new ArrayList<>());
  }

  void addOther(ResourceToCreate resource) {
    others.add(resource);
  }

  void leaveAlone(Place place, String what) {
    leftAlone.add(new LeftAlone(place, what));
  }

  void leaveAlone(List<Place> places, String what) {
    places.forEach(place -> leaveAlone(place, what));
  }

  Map<Arn, Queue> queues() {
    return queues;
  }

  Set<Arn> buckets() {
    return buckets.keySet();
  }

  List<ResolvedFunction> functions() {
    return functions;
  }

  ResolvedTemplate finish(TemplateSettings settings) {
    List<ResourceToCreate> resources = new ArrayList<>(deadLetterQueuesFirst());
    resources.addAll(others);
    buckets.forEach((arn, notifications) -> resources.add(new Bucket(arn.name(), notifications)));
    resources.addAll(subscriptions);
    return new ResolvedTemplate(settings, functions, mappings, pushes, resources, leftAlone);
  }

  private Set<Queue> deadLetterQueuesFirst() {
    var ordered = new LinkedHashSet<Queue>();
    queues.keySet().forEach(arn -> addAfterItsTarget(arn, ordered, new LinkedHashSet<>()));
    return ordered;
  }

  /// A circle of dead-letter queues is cut where it closes; [#circle()] says there is one.
  private void addAfterItsTarget(Arn arn, Set<Queue> ordered, Set<Arn> path) {
    var queue = queues.get(arn);
    if (queue == null || !path.add(arn)) {
      return;
    }
    if (queue.redrive() != null) {
      addAfterItsTarget(queue.redrive().deadLetterQueue(), ordered, path);
    }
    ordered.add(queue);
  }

  /// The name of a queue whose dead letters come back to it; empty when there is none.
  String circle() {
    for (var start : queues.keySet()) {
      var path = new LinkedHashSet<Arn>();
      for (var queue = queues.get(start); queue != null && queue.redrive() != null; ) {
        if (!path.add(queue.redrive().deadLetterQueue())) {
          return start.name();
        }
        queue = queues.get(queue.redrive().deadLetterQueue());
      }
    }
    return "";
  }
}
