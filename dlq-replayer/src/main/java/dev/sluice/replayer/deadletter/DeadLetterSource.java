package dev.sluice.replayer.deadletter;

import dev.sluice.ingest.source.EntryResult;
import dev.sluice.ingest.source.QueueMessage;
import dev.sluice.ingest.source.QueueSource;
import dev.sluice.ingest.source.Received;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/// The letters of one queue that are in our hands: received, and hidden from others until they are
/// given back or removed. Nothing is removed by looking. Safe for use by several threads, so that
/// one can [#renew()] while another replays.
public final class DeadLetterSource {

  /// How long a letter stays hidden when this process dies; renewed long before.
  public static final Duration VISIBILITY = Duration.ofMinutes(2);

  /// How often the letters in hand are kept hidden for another [#VISIBILITY].
  public static final Duration RENEWAL = Duration.ofSeconds(30);

  /// The most letters in hand: bounds memory and the calls each renewal takes.
  public static final int MOST_IN_HAND = 1_000;

  /// Long enough that SQS asks all its servers, so that an empty answer means something.
  private static final Duration WAIT = Duration.ofSeconds(1);

  private final DeadLetterQueue queue;
  private final QueueSource source;
  private final Pace pace;

  /// The letters in hand, and until when; guarded by this.
  private final Map<DeadLetterId, Held> held = new LinkedHashMap<>();

  /// Held while letters are hidden longer or given back: a renewal that overtook a giving back
  /// would hide the letter again.
  private final ReentrantLock hiding = new ReentrantLock();

  private record Held(DeadLetter letter, Duration until) {}

  public DeadLetterSource(DeadLetterQueue queue, QueueSource source, Pace pace) {
    this.queue = queue;
    this.source = source;
    this.pace = pace;
  }

  public DeadLetterQueue queue() {
    return queue;
  }

  /// Receives until the queue has nothing new to give. Each letter's receive count rises by this.
  public Reading read() throws InterruptedException {
    Map<DeadLetterId, DeadLetter> found = new LinkedHashMap<>();
    Duration renewed = pace.monotonic();
    while (found.size() < MOST_IN_HAND) {
      Duration asked = pace.monotonic();
      switch (source.receive(QueueSource.MOST_PER_CALL, WAIT, VISIBILITY)) {
        case Received.QueueMissing _ -> {
          return reading(found, new Reading.Ending.Broken("the queue does not exist any more"));
        }
        case Received.Unavailable(var why) -> {
          return reading(found, new Reading.Ending.Broken(why));
        }
        case Received.Messages(var messages) -> {
          if (!take(messages, asked, found)) {
            return reading(found, new Reading.Ending.Emptied());
          }
        }
      }
      if (pace.monotonic().minus(renewed).compareTo(RENEWAL) >= 0) {
        renew();
        renewed = pace.monotonic();
      }
    }
    return reading(found, new Reading.Ending.LimitReached(MOST_IN_HAND));
  }

  private static Reading reading(Map<DeadLetterId, DeadLetter> found, Reading.Ending ending) {
    return new Reading(List.copyOf(found.values()), ending);
  }

  /// Whether anything new was among the messages. A letter that comes twice is held by the newest
  /// of its handles.
  private synchronized boolean take(
      List<QueueMessage> messages, Duration asked, Map<DeadLetterId, DeadLetter> found) {
    boolean news = false;
    for (QueueMessage message : messages) {
      DeadLetter letter = new DeadLetter(queue, message, EnvelopeReader.read(message, queue.arn()));
      held.put(letter.id(), new Held(letter, asked.plus(VISIBILITY)));
      news |= found.put(letter.id(), letter) == null;
    }
    return news;
  }

  /// Whether the letter is certainly still hidden from others.
  public synchronized boolean holds(DeadLetter letter) {
    Held one = held.get(letter.id());
    return one != null && one.until().compareTo(pace.monotonic()) > 0;
  }

  /// Keeps every letter in hand hidden for another [#VISIBILITY]. One the queue refuses to hide
  /// longer is not in our hands any more.
  public void renew() throws InterruptedException {
    hiding.lockInterruptibly();
    try {
      for (List<DeadLetter> some : chunks(inHand())) {
        Duration asked = pace.monotonic();
        List<EntryResult> results = source.extend(messages(some), VISIBILITY);
        for (int i = 0; i < some.size(); i++) {
          renewed(some.get(i), results.get(i), asked);
        }
      }
    } finally {
      hiding.unlock();
    }
  }

  private synchronized void renewed(DeadLetter letter, EntryResult result, Duration asked) {
    switch (result) {
      case EntryResult.Done _ ->
          held.computeIfPresent(letter.id(), (_, _) -> new Held(letter, asked.plus(VISIBILITY)));
      case EntryResult.Refused _ -> held.remove(letter.id());
      case EntryResult.Failed _ -> {} // until its time runs out, the next renewal tries again
    }
  }

  /// Removes a letter for good. To be called once its replay is confirmed and never before.
  ///
  /// @return [Removal.Unanswered] only while the letter is certainly hidden, so that a further try
  ///   can still remove what nobody else has; it then stays in our hands
  public Removal remove(DeadLetter letter) throws InterruptedException {
    boolean ours = holds(letter);
    Removal removal =
        switch (source.delete(List.of(letter.message())).getFirst()) {
          case EntryResult.Done _ when ours -> new Removal.Removed();
          case EntryResult.Done _ ->
              new Removal.Doubtful("it was removed after our hold on it had ended");
          case EntryResult.Refused(var why) -> new Removal.Doubtful(why);
          case EntryResult.Failed(var why) when holds(letter) -> new Removal.Unanswered(why);
          case EntryResult.Failed(var why) -> new Removal.Doubtful(why);
        };
    if (!(removal instanceof Removal.Unanswered)) {
      letGo(List.of(letter));
    }
    return removal;
  }

  /// Makes letters visible again at once.
  ///
  /// @return how many of them may stay hidden for up to [#VISIBILITY]
  public int giveBack(List<DeadLetter> letters) throws InterruptedException {
    hiding.lockInterruptibly();
    try {
      int hidden = 0;
      for (List<DeadLetter> some : chunks(letGo(letters))) {
        for (EntryResult result : source.extend(messages(some), Duration.ZERO)) {
          hidden += result instanceof EntryResult.Failed ? 1 : 0;
        }
      }
      return hidden;
    } finally {
      hiding.unlock();
    }
  }

  private synchronized List<DeadLetter> letGo(List<DeadLetter> letters) {
    return letters.stream().filter(letter -> held.remove(letter.id()) != null).toList();
  }

  /// Makes all letters in hand visible again at once; see [#giveBack].
  public int giveBackAll() throws InterruptedException {
    return giveBack(inHand());
  }

  private synchronized List<DeadLetter> inHand() {
    return held.values().stream().map(Held::letter).toList();
  }

  private static List<List<DeadLetter>> chunks(List<DeadLetter> letters) {
    List<List<DeadLetter>> chunks = new ArrayList<>();
    for (int i = 0; i < letters.size(); i += QueueSource.MOST_PER_CALL) {
      chunks.add(letters.subList(i, Math.min(i + QueueSource.MOST_PER_CALL, letters.size())));
    }
    return chunks;
  }

  private static List<QueueMessage> messages(List<DeadLetter> letters) {
    return letters.stream().map(DeadLetter::message).toList();
  }
}
