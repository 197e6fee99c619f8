package dev.sluice.ingest.eventqueue;

import dev.sluice.ingest.identity.RequestId;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Rows in memory. They do not expire. Safe for use by many threads.
public final class InMemoryEventRows implements EventRows {

  /// Guarded by this.
  private final Map<RequestId, EventRow> rows = new HashMap<>();

  @Override
  public synchronized Look look(RequestId id) {
    EventRow row = rows.get(id);
    return row == null ? new Look.Absent() : new Look.Present(row);
  }

  @Override
  public synchronized Write move(@Nullable EventToken from, EventRow.Waiting to) {
    return put(to.event().id(), from, to);
  }

  @Override
  public synchronized Write finish(RequestId id, @Nullable EventToken from, Instant expires) {
    return put(id, from, new EventRow.Done());
  }

  private Write put(RequestId id, @Nullable EventToken from, EventRow to) {
    EventRow row = rows.get(id);
    EventToken token = row instanceof EventRow.Waiting waiting ? waiting.token() : null;
    boolean asSaid = from == null ? row == null : Objects.equals(token, from);
    if (!asSaid) {
      return Write.REFUSED;
    }
    rows.put(id, to);
    return Write.DONE;
  }
}
