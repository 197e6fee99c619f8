package dev.sluice.ingest.concurrency;

import dev.sluice.ingest.lease.NodeId;
import java.util.List;
import java.util.function.Consumer;

/// Tells several listeners.
final class ShareListeners implements ShareListener {

  private final List<ShareListener> listeners;

  ShareListeners(List<ShareListener> listeners) {
    this.listeners = List.copyOf(listeners);
  }

  private void tell(Consumer<ShareListener> event) {
    listeners.forEach(event);
  }

  @Override
  public void has(ShareKey key, int slots, int wanted) {
    tell(one -> one.has(key, slots, wanted));
  }

  @Override
  public void got(ShareKey key, int slots) {
    tell(one -> one.got(key, slots));
  }

  @Override
  public void gave(ShareKey key, NodeId to, int slots) {
    tell(one -> one.gave(key, to, slots));
  }

  @Override
  public void returned(ShareKey key, int slots) {
    tell(one -> one.returned(key, slots));
  }

  @Override
  public void freed(ShareKey key, NodeId gone, int slots) {
    tell(one -> one.freed(key, gone, slots));
  }

  @Override
  public void cutOff(int ended) {
    tell(one -> one.cutOff(ended));
  }
}
