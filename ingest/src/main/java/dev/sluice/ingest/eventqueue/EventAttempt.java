package dev.sluice.ingest.eventqueue;

import dev.sluice.ingest.destination.Delivery;
import dev.sluice.ingest.destination.Destination;
import dev.sluice.ingest.destination.DestinationSender;
import dev.sluice.ingest.destination.EventFailureRecord;
import dev.sluice.ingest.destination.EventFailureRecord.Ending;
import dev.sluice.ingest.eventqueue.InboxFormat.Reading;
import dev.sluice.ingest.invoke.Claim;
import dev.sluice.ingest.invoke.InvocationOutcome;
import dev.sluice.ingest.invoke.InvocationRequest;
import dev.sluice.ingest.invoke.Invoker;
import dev.sluice.ingest.invoke.Payload;
import dev.sluice.ingest.invoke.TraceHeader;
import dev.sluice.ingest.lifecycle.Drain;
import dev.sluice.ingest.time.Timekeeper;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Settles one received message: reads it, asks whether it counts, has the function try it, and
/// obeys the verdict. Safe for use by many threads, one message each.
final class EventAttempt {

  /// How long a message is left alone about which nothing can be said now.
  private static final Duration UNTIL_THE_TABLE_ANSWERS = Duration.ofSeconds(30);

  /// How long a message is left alone that only another version can read.
  private static final Duration UNTIL_SOMEBODY_ACTS = Duration.ofMinutes(15);

  private final EventTarget target;
  private final EventInbox inbox;
  private final InboxFormat format;
  private final EventSettlement settlement;
  private final EventChain chain;
  private final Invoker invoker;
  private final DestinationSender destinations;
  private final EventQueueListener listener;
  private final Timekeeper time;
  private final EventQueueSettings settings;
  private final Drain drain;
  private final InboxKeeper keeper;
  private final RandomGenerator random;

  EventAttempt(
      EventTarget target,
      EventQueueParts parts,
      EventQueueSettings settings,
      Drain drain,
      InboxKeeper keeper) {
    this.target = target;
    this.inbox = parts.inbox();
    this.format = new InboxFormat(target.name(), parts.pushed());
    this.settlement = new EventSettlement(settings.waits());
    this.chain = new EventChain(parts.inbox(), parts.rows(), parts.time(), parts.random());
    this.invoker = parts.invoker();
    this.destinations = parts.destinations();
    this.listener = parts.listener();
    this.time = parts.time();
    this.settings = settings;
    this.drain = drain;
    this.keeper = keeper;
    this.random = parts.random();
  }

  /// @param claim null when the function may not run at all
  void settle(InboxMessage message, @Nullable Claim claim) throws InterruptedException {
    var inHand = new MessageInHand(message, target.visibility(), inbox, keeper, drain, time);
    if (drain.isOver()) {
      giveBack(inHand);
      return;
    }
    switch (format.read(message)) {
      case Reading.First(QueuedEvent event, Payload payload) -> {
        if (message.receiveCount() == 1 && format.isPushed(message)) {
          listener.received(event);
        }
        var standing = chain.ofFirst(event, message.receiveCount());
        run(new Try(inHand, event, payload, null, claim, trace(message)), standing);
      }
      case Reading.Successor successor -> {
        var standing = chain.ofSuccessor(successor, message.sentAt());
        run(
            new Try(
                inHand,
                successor.event(),
                successor.payload(),
                successor.token(),
                claim,
                trace(message)),
            standing);
      }
      case Reading.Ignored(String why) -> {
        listener.ignored(target.name(), message.messageId(), why);
        inHand.delete();
      }
      case Reading.Unreadable(String why) -> {
        listener.unreadable(target.name(), message.messageId(), why);
        inHand.hide(UNTIL_SOMEBODY_ACTS);
      }
    }
  }

  /// One message of an event on its way through this class.
  ///
  /// @param token null when the message is the event's first
  private record Try(
      MessageInHand inHand,
      QueuedEvent event,
      Payload payload,
      @Nullable EventToken token,
      @Nullable Claim claim,
      String traceHeader) {}

  /// The trace an event came with, or one of its own, kept over all its attempts and shown by its
  /// failure record (DEST-027).
  private String trace(InboxMessage message) {
    String given = message.traceHeader();
    return given == null ? TraceHeader.fresh(time.now(), random) : given;
  }

  private void run(Try one, EventChain.Standing standing) throws InterruptedException {
    switch (standing) {
      case STALE -> {
        listener.staleMessageDeleted(one.event());
        one.inHand().delete();
      }
      case UNKNOWN -> {
        listener.undecided(one.event(), "the table does not say whether this message counts");
        one.inHand().hide(UNTIL_THE_TABLE_ANSWERS);
      }
      case COUNTS -> run(one);
    }
  }

  private void run(Try one) throws InterruptedException {
    EventInvokeConfig config = target.config().get();
    Optional<Ending> before =
        settlement.beforeAttempt(
            one.event(), config, target.noConcurrency().getAsBoolean(), time.now());
    if (before.isPresent()) {
      closeClaim(one); // it will not run, and a record may take long to deliver
      discard(one, before.get());
      return;
    }
    if (!one.inHand().hide(target.visibility())) {
      listener.undecided(one.event(), "the inbox did not confirm that the message is hidden");
      return;
    }
    listener.attempted(one.event(), Duration.between(one.event().acceptedAt(), time.now()));
    InvocationOutcome outcome = one.inHand().keepHidden(target.visibility(), () -> invoke(one));
    if (isCutShort(outcome)) {
      giveBack(one.inHand());
      return;
    }
    // Read anew: what counts is the configuration in force when the attempt ended (ASYNC-006).
    obey(one, settlement.afterAttempt(one.event(), target.config().get(), outcome, time.now()));
  }

  /// Whether the node's stop and not the function may have decided the outcome. Once the drain is
  /// over functions are being ended: then only a success is taken at its word.
  private boolean isCutShort(InvocationOutcome outcome) {
    return switch (outcome) {
      case InvocationOutcome.Succeeded _ -> false;
      case InvocationOutcome.Unavailable _ -> drain.hasBegun();
      case InvocationOutcome.FunctionFailed _,
          InvocationOutcome.TimedOut _,
          InvocationOutcome.Throttled _ ->
          drain.isOver();
    };
  }

  private InvocationOutcome invoke(Try one) throws InterruptedException {
    var request =
        new InvocationRequest(
            target.name(), one.event().id(), one.payload(), one.traceHeader(), settings.patience());
    Claim claim = one.claim();
    if (claim == null) {
      return invoker.invoke(request);
    }
    try (claim) { // others may have the room while this event is settled
      return claim.invoke(request);
    }
  }

  private static void closeClaim(Try one) {
    Claim claim = one.claim();
    if (claim != null) {
      claim.close();
    }
  }

  private void obey(Try one, EventVerdict verdict) throws InterruptedException {
    switch (verdict) {
      case EventVerdict.Complete() -> {
        listener.succeeded(one.event());
        chain.finish(one.inHand(), one.event(), one.token());
      }
      case EventVerdict.Discard(Ending ending) -> discard(one, ending);
      case EventVerdict.TryAgain again -> {
        if (chain.moveOn(
            one.inHand(),
            new EventChain.Link(one.payload(), one.token(), one.traceHeader()),
            again)) {
          listener.waits(again.next(), again.delay());
        }
      }
    }
  }

  /// The failure record first, then the end of the event: a record twice is better than none
  /// (LEASE-011).
  private void discard(Try one, Ending ending) throws InterruptedException {
    Destination destination = target.config().get().onFailure();
    if (destination == null) {
      listener.dropped(one.event(), ending.condition(), "no OnFailure destination is configured");
    } else if (!deliver(one, ending, destination)) {
      return;
    }
    listener.discarded(one.event(), ending.condition());
    chain.finish(one.inHand(), one.event(), one.token());
  }

  /// Delivers until the destination has the record or has refused it for too long.
  ///
  /// @return false when the node's time to stop was over first: the message in hand comes again
  private boolean deliver(Try one, Ending ending, Destination destination)
      throws InterruptedException {
    Instant now = time.now();
    var record = new EventFailureRecord(one.event().id(), target.arn(), ending, now, one.payload());
    var delivery = new Deliveries(one, record, destination);
    boolean settled = one.inHand().insist(delivery, settings.deliveryLimit());
    if (!settled && drain.isOver()) {
      return false;
    }
    if (delivery.delivered) {
      listener.onFailureDelivered(one.event());
    } else {
      listener.dropped(one.event(), ending.condition(), delivery.why);
    }
    return true;
  }

  /// The tries to deliver one record. Used by one thread.
  private final class Deliveries implements MessageInHand.Step {

    private final Try one;
    private final EventFailureRecord record;
    private final Destination destination;
    private boolean delivered;
    private String why = "nothing was sent";

    Deliveries(Try one, EventFailureRecord record, Destination destination) {
      this.one = one;
      this.record = record;
      this.destination = destination;
    }

    @Override
    public boolean take() {
      return switch (destinations.send(destination, record, one.traceHeader())) {
        case Delivery.Delivered() -> {
          delivered = true;
          yield true;
        }
        case Delivery.Refused(String reason, boolean retryable) -> {
          why = reason;
          listener.destinationDeliveryFailed(one.event(), reason);
          yield !retryable;
        }
      };
    }
  }

  private void giveBack(MessageInHand inHand) {
    listener.givenBack(target.name(), inHand.message().messageId());
    inHand.giveBack();
  }
}
