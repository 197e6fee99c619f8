package dev.sluice.ingest.lease;

import dev.sluice.ingest.testing.InMemoryLeaseStore;

final class InMemoryLeaseStoreTest extends LeaseStoreContract {

  @Override
  protected LeaseStore emptyStore() {
    return new InMemoryLeaseStore();
  }
}
