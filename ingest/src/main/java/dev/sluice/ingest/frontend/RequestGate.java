package dev.sluice.ingest.frontend;

import com.sun.net.httpserver.HttpExchange;
import dev.sluice.ingest.frontend.InvokeCall.Rejected;
import dev.sluice.ingest.invoke.Payload;
import dev.sluice.ingest.time.Timekeeper;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Lets in requests that somebody known has signed. A body is read only when everything its headers
/// tell is right, and of bodies not yet known to be signed only so many are held at once: a
/// stranger can fill neither the memory nor, but for a known key, a place.
final class RequestGate {

  private final SignatureCheck signatures;
  private final Timekeeper time;
  private final Semaphore bodies;
  private final Duration patience;

  /// How many bodies may be read at once.
  ///
  /// @param most 1 or more
  /// @param patience how long a request waits for its turn, until it is refused
  record Room(int most, Duration patience) {

    /// 200 MB of bodies at most.
    static final Room DEFAULT = new Room(32, Duration.ofSeconds(10));
  }

  RequestGate(ApiIdentity identity, Room room, Timekeeper time) {
    this.signatures = new SignatureCheck(identity);
    this.time = time;
    this.bodies = new Semaphore(room.most());
    this.patience = room.patience();
  }

  /// The whole request, signed by somebody known.
  SignedRequest admit(HttpExchange exchange) throws IOException, InterruptedException, Rejected {
    SignedRequest head = SignedRequest.of(exchange, Payload.of(""));
    refuse(signatures.checkHead(head, time.now()));
    if (!bodies.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new Rejected(
          HttpAnswer.plainError(
              503, "ServiceUnavailableException", "Too many requests are being read; try again"));
    }
    try {
      SignedRequest request = SignedRequest.of(exchange, body(exchange));
      refuse(signatures.check(request, time.now()));
      return request;
    } finally {
      bodies.release();
    }
  }

  private static void refuse(Optional<SignatureCheck.Refusal> refusal) throws Rejected {
    if (refusal.isPresent()) {
      throw new Rejected(HttpAnswer.plainError(403, refusal.get().type(), refusal.get().message()));
    }
  }

  /// The body, unless it is larger than any may be; then the rest is read, as far as a client may
  /// reasonably go on, so that it sees the answer.
  private static Payload body(HttpExchange exchange) throws IOException, Rejected {
    InputStream in = exchange.getRequestBody();
    byte[] body = in.readNBytes(InvokeCall.LARGEST_REQUEST + 1);
    if (body.length > InvokeCall.LARGEST_REQUEST) {
      for (int i = 0; i < 10 && in.readNBytes(InvokeCall.LARGEST_REQUEST).length > 0; i++) {
        // Forgotten.
      }
      throw new Rejected(InvokeCall.tooLarge(InvokeCall.LARGEST_REQUEST));
    }
    return new Payload(body);
  }
}
