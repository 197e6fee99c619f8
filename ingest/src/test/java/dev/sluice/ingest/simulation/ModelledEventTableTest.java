package dev.sluice.ingest.simulation;

import dev.sluice.ingest.eventqueue.EventRows;
import dev.sluice.ingest.eventqueue.EventRowsContract;
import dev.sluice.ingest.eventqueue.dynamodb.DynamoDbEventRows;

/// The production rows on the modelled database keep their contract, as they do on a real one.
final class ModelledEventTableTest extends EventRowsContract {

  private final EventRows rows =
      new DynamoDbEventRows(ModelledDynamoDb.bare(new ModelTables()), "events");

  @Override
  protected EventRows rows() {
    return rows;
  }
}
