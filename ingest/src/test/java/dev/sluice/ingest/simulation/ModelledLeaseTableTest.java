package dev.sluice.ingest.simulation;

import dev.sluice.ingest.lease.LeaseStore;
import dev.sluice.ingest.lease.LeaseStoreContract;
import dev.sluice.ingest.lease.dynamodb.DynamoDbLeaseStore;

/// The production store on the modelled database keeps its contract, as it does on a real one.
final class ModelledLeaseTableTest extends LeaseStoreContract {

  @Override
  protected LeaseStore emptyStore() {
    return DynamoDbLeaseStore.open(ModelledDynamoDb.bare(new ModelTables()), "model-");
  }
}
