package dev.sluice.ingest.worker;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.util.concurrent.CountDownLatch;

/// A function whose Init phase never ends.
public final class EndlessInitFunction implements RequestHandler<Object, String> {

  public EndlessInitFunction() throws InterruptedException {
    new CountDownLatch(1).await();
  }

  @Override
  public String handleRequest(Object event, Context context) {
    return "never";
  }
}
