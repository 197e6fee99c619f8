package dev.sluice.ingest.concurrency;

/// One unit of concurrency, held while an invocation runs (CONC-001). Closing twice does nothing.
public interface ConcurrencySlot extends AutoCloseable {

  @Override
  void close();
}
