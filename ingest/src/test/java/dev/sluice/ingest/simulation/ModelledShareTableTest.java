package dev.sluice.ingest.simulation;

import dev.sluice.ingest.concurrency.ShareStore;
import dev.sluice.ingest.concurrency.ShareStoreContract;
import dev.sluice.ingest.concurrency.dynamodb.DynamoDbShareStore;
import dev.sluice.ingest.lease.dynamodb.DynamoDbLeaseStore;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/// The production store of shares on the modelled database keeps its contract, as it does on a real
/// one.
final class ModelledShareTableTest extends ShareStoreContract {

  @Override
  protected ShareStore emptyStore() {
    DynamoDbClient client = ModelledDynamoDb.bare(new ModelTables());
    DynamoDbLeaseStore.open(client, "model-").nodes(); // makes the table
    return new DynamoDbShareStore(client, "model-");
  }
}
