package dev.sluice.ingest.provision;

import dev.sluice.ingest.template.ResourceToCreate;

/// Makes one resource if it does not exist, and compares it if it does. Doing it twice, or on two
/// nodes at once, is as good as once.
public interface ResourceMaker {

  /// Returns when the resource can be used.
  Making make(ResourceToCreate resource) throws InterruptedException;
}
