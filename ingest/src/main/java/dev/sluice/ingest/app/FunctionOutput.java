package dev.sluice.ingest.app;

import dev.sluice.ingest.identity.FunctionName;
import dev.sluice.ingest.worker.EnvironmentId;
import dev.sluice.ingest.worker.FunctionLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Puts what functions write into the node's log, where it can be told apart by the logger's name.
final class FunctionOutput implements FunctionLog {

  private static final Logger LOG = LoggerFactory.getLogger("dev.sluice.function");

  @Override
  public void line(FunctionName function, EnvironmentId environment, String line) {
    LOG.atInfo()
        .addKeyValue("function", function)
        .addKeyValue("environment", environment)
        .log("{}", line);
  }
}
