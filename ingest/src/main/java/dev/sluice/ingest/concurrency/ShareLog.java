package dev.sluice.ingest.concurrency;

import dev.sluice.ingest.lease.NodeId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Logs how shares of limits move between nodes.
public final class ShareLog implements ShareListener {

  private static final Logger LOG = LoggerFactory.getLogger(ShareLog.class);

  @Override
  public void has(ShareKey key, int slots, int wanted) {
    LOG.atDebug()
        .addKeyValue("limit", key.text())
        .addKeyValue("slots", slots)
        .addKeyValue("wanted", wanted)
        .log("The share of a limit changed");
  }

  @Override
  public void gave(ShareKey key, NodeId to, int slots) {
    LOG.atDebug()
        .addKeyValue("limit", key.text())
        .addKeyValue("to", to)
        .addKeyValue("slots", slots)
        .log("Gave slots to a node that wants them");
  }

  @Override
  public void freed(ShareKey key, NodeId gone, int slots) {
    LOG.atInfo()
        .addKeyValue("limit", key.text())
        .addKeyValue("from", gone)
        .addKeyValue("slots", slots)
        .log("Freed the slots of a node that is gone");
  }

  @Override
  public void cutOff(int ended) {
    LOG.atWarn()
        .addKeyValue("ended", ended)
        .log(
            "This node is cut off from the others: functions with reserved concurrency pause here"
                + " unless they say otherwise, all others go on");
  }
}
