package dev.sluice.ingest.concurrency;

import dev.sluice.ingest.testing.InMemoryShareStore;

final class InMemoryShareStoreTest extends ShareStoreContract {

  @Override
  protected ShareStore emptyStore() {
    return new InMemoryShareStore();
  }
}
