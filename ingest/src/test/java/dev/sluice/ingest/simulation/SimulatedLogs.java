package dev.sluice.ingest.simulation;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import dev.sluice.ingest.eventqueue.EventStoreException;
import dev.sluice.ingest.lease.StoreOutOfReachException;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;
import software.amazon.awssdk.core.exception.SdkException;

/// What simulated threads log goes to the trace of their world, with its time, and costs nothing
/// while nobody reads it; from INFO on, whatever other logs say. A fault that a loop caught and
/// logged ends the world. Other threads log as before.
final class SimulatedLogs {

  private static boolean installed;

  private SimulatedLogs() {}

  static synchronized void install() {
    if (installed || !(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
      return;
    }
    installed = true;
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    for (Iterator<Appender<ILoggingEvent>> each = root.iteratorForAppenders(); each.hasNext(); ) {
      each.next().addFilter(new NotSimulated());
    }
    var toTrace = new ToTrace();
    toTrace.setContext(context);
    toTrace.start();
    root.addAppender(toTrace);
    context.addTurboFilter(new OnlyIfRead());
  }

  private static final class OnlyIfRead extends TurboFilter {

    @Override
    public FilterReply decide(
        @Nullable Marker marker,
        Logger logger,
        Level level,
        @Nullable String format,
        Object @Nullable [] parameters,
        @Nullable Throwable thrown) {
      Machine machine = Fiber.machineOf(Thread.currentThread());
      if (machine == null) {
        return FilterReply.NEUTRAL;
      }
      boolean wanted = machine.world().trace().isRead() || level.isGreaterOrEqual(Level.WARN);
      return wanted && level.isGreaterOrEqual(Level.INFO) ? FilterReply.ACCEPT : FilterReply.DENY;
    }
  }

  private static final class NotSimulated extends Filter<ILoggingEvent> {

    @Override
    public FilterReply decide(ILoggingEvent event) {
      return Fiber.machineOf(Thread.currentThread()) == null
          ? FilterReply.NEUTRAL
          : FilterReply.DENY;
    }
  }

  private static final class ToTrace extends UnsynchronizedAppenderBase<ILoggingEvent> {

    @Override
    protected void append(ILoggingEvent event) {
      Machine machine = Fiber.machineOf(Thread.currentThread());
      if (machine != null) {
        World world = machine.world();
        if (event.getThrowableProxy() instanceof ThrowableProxy proxy
            && !isExpected(proxy.getThrowable())) {
          world.violate("a fault in a node: " + line(event), proxy.getThrowable());
        }
        world.trace().say(() -> world.stamp() + machine.name() + " logs " + line(event));
      }
    }

    /// What services that fail make clients throw. Whatever else is thrown and caught by a loop is
    /// a bug that nobody would see.
    private static boolean isExpected(Throwable thrown) {
      return thrown instanceof SdkException
          || thrown instanceof StoreOutOfReachException
          || thrown instanceof EventStoreException;
    }

    private static String line(ILoggingEvent event) {
      var thrown = event.getThrowableProxy();
      return event.getLevel()
          + " "
          + event.getFormattedMessage()
          + (event.getKeyValuePairs() == null ? "" : " " + event.getKeyValuePairs())
          + (thrown == null ? "" : " " + thrown.getClassName() + ": " + thrown.getMessage());
    }
  }
}
