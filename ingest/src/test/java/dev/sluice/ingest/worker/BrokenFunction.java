package dev.sluice.ingest.worker;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;

/// A function that cannot be initialized.
public final class BrokenFunction implements RequestHandler<Object, String> {

  public BrokenFunction() {
    throw new IllegalStateException("intentional init failure");
  }

  @Override
  public String handleRequest(Object event, Context context) {
    return "never";
  }
}
