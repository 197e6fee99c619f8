package dev.sluice.local.s3;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/// One lock per object in use, so that the order of its events is the order of its changes.
final class KeyLocks {

  private final ConcurrentHashMap<String, Counted> locks = new ConcurrentHashMap<>();

  /// Held until closed.
  interface Held extends AutoCloseable {
    @Override
    void close();
  }

  Held hold(String bucket, String key) {
    var name = bucket + "/" + key;
    var lock = locks.compute(name, (n, known) -> known == null ? new Counted() : known.used());
    lock.lock.lock();
    return () -> {
      lock.lock.unlock();
      locks.computeIfPresent(name, (n, known) -> --known.users == 0 ? null : known);
    };
  }

  /// A lock and how many hold it or wait for it; the count changes only inside the map's own locks.
  private static final class Counted {
    private final ReentrantLock lock = new ReentrantLock();
    private int users = 1;

    Counted used() {
      users++;
      return this;
    }
  }
}
