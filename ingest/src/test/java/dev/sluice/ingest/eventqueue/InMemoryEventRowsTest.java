package dev.sluice.ingest.eventqueue;

class InMemoryEventRowsTest extends EventRowsContract {

  private final EventRows rows = new InMemoryEventRows();

  @Override
  protected EventRows rows() {
    return rows;
  }
}
