package dev.sluice.ingest.app;

import dev.sluice.ingest.concurrency.CountingService;
import dev.sluice.ingest.frontend.FrontEnd;
import dev.sluice.ingest.frontend.FrontEndListener;
import dev.sluice.ingest.identity.FunctionName;
import dev.sluice.ingest.lifecycle.Component;
import dev.sluice.ingest.mapping.EventSourceMapping;
import dev.sluice.ingest.mapping.QueueMapping;
import dev.sluice.ingest.mapping.StreamMapping;
import dev.sluice.ingest.poller.PolledQueue;
import dev.sluice.ingest.poller.PollerListener;
import dev.sluice.ingest.poller.QueuePoller;
import dev.sluice.ingest.poller.Surroundings;
import dev.sluice.ingest.provision.aws.QueueLookup;
import dev.sluice.ingest.source.sqs.SqsEventShape;
import dev.sluice.ingest.source.sqs.SqsQueueSource;
import dev.sluice.ingest.template.ResolvedFunction;
import dev.sluice.ingest.template.ResolvedTemplate;
import dev.sluice.ingest.template.ResourceLookup;
import dev.sluice.ingest.time.Timekeeper;
import dev.sluice.ingest.worker.FunctionConfiguration;
import dev.sluice.ingest.worker.WorkerListener;
import dev.sluice.ingest.worker.WorkerManager;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/// Says `new` for every part of a node, in the order they start: what runs functions first, what
/// takes records last, so that stopping takes nothing new before it settles what is in hand.
final class Wiring {

  private final NodeSettings settings;
  private final ResolvedTemplate template;
  private final AwsClients clients;
  private final ResourceLookup lookup;
  private final Timekeeper time = Timekeeper.system();

  /// Safe for use by many threads.
  private final RandomGenerator random = new SecureRandom();

  private final List<Component> components = new ArrayList<>();

  Wiring(NodeSettings settings, ResolvedTemplate template, AwsClients clients) {
    this.settings = settings;
    this.template = template;
    this.clients = clients;
    this.lookup = new QueueLookup(clients.sqs());
  }

  /// The node, not started yet.
  IngestApplication wire() {
    var frontEnd = add(frontEnd());
    var surroundings = new Surroundings(frontEnd, PollerListener.NONE, time, random);
    template.mappings().stream()
        .filter(EventSourceMapping::enabled)
        .forEach(mapping -> poller(mapping, surroundings));
    return new IngestApplication(components, time);
  }

  /// Where the node answers, once it is started.
  int port() {
    return settings.port();
  }

  private FrontEnd frontEnd() {
    var environment =
        WorkerEnvironment.settings(template.settings().cloud().region(), System.getenv());
    var observers = new WorkerManager.Observers(new FunctionOutput(), WorkerListener.NONE);
    var workers = new WorkerManager(environment, observers, time, random);
    var counting = new CountingService(template.concurrencyLimits());
    return new FrontEnd(functions(), counting, workers, FrontEndListener.NONE);
  }

  private Map<FunctionName, FunctionConfiguration> functions() {
    return template.functions().stream()
        .collect(Collectors.toMap(ResolvedFunction::name, ResolvedFunction::configuration));
  }

  private void poller(EventSourceMapping mapping, Surroundings surroundings) {
    switch (mapping) {
      case QueueMapping queue -> add(queuePoller(queue, surroundings));
      case StreamMapping _ -> {} // its poller is not wired yet
    }
  }

  private QueuePoller queuePoller(QueueMapping mapping, Surroundings surroundings) {
    var source =
        new SqsQueueSource(clients.queuePolls(), lookup.queueUrl(mapping.eventSource().name()));
    var shape = new SqsEventShape(mapping.eventSource(), mapping.limits().window());
    return new QueuePoller(new PolledQueue(mapping, source, shape), surroundings);
  }

  /// Adds a part after all it uses.
  private <C extends Component> C add(C component) {
    components.add(component);
    return component;
  }
}
