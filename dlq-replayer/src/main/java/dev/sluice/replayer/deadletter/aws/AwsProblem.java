package dev.sluice.replayer.deadletter.aws;

import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;

/// What went wrong in a call to AWS, worded for the one who must act.
///
/// @param words what happened and what to do next
/// @param passing whether the same call may work a little later
public record AwsProblem(String words, boolean passing) {

  private static final int THROTTLED = 429;
  private static final int SERVER_FAULT = 500;

  /// @param service such as `SQS`
  /// @throws InterruptedException when the call failed because its thread was interrupted
  public static AwsProblem of(String service, SdkException failure) throws InterruptedException {
    if (failure instanceof AbortedException) {
      throw new InterruptedException("interrupted in a call to " + service);
    }
    return failure instanceof AwsServiceException answered
        ? answered(service, answered)
        : unanswered(service, failure);
  }

  private static AwsProblem answered(String service, AwsServiceException failure) {
    int status = failure.statusCode();
    var details = failure.awsErrorDetails();
    String code = details == null || details.errorCode() == null ? "" : details.errorCode();
    String said = details == null || details.errorMessage() == null ? "" : details.errorMessage();
    if (status == THROTTLED || failure.isThrottlingException()) {
      return new AwsProblem(service + " throttled the call (" + status + " " + code + ")", true);
    }
    if (status >= SERVER_FAULT) {
      return new AwsProblem(service + " failed with status " + status + " " + code, true);
    }
    return new AwsProblem(
        service + " refused with status " + status + " " + code + ": " + said, false);
  }

  private static AwsProblem unanswered(String service, SdkException failure) {
    String said = failure.getMessage() == null ? "" : failure.getMessage();
    if (said.startsWith("Unable to load credentials")) {
      return new AwsProblem(
          "no AWS credentials were found: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or"
              + " AWS_PROFILE (aws configure makes one)",
          false);
    }
    if (said.startsWith("Unable to load region")) {
      return new AwsProblem("no AWS region was found: set AWS_REGION", false);
    }
    IOException wire = wireFault(failure);
    if (wire != null) {
      return new AwsProblem(
          service
              + " cannot be reached ("
              + wire.getClass().getSimpleName()
              + (wire.getMessage() == null ? "" : ": " + wire.getMessage())
              + "): check the network, AWS_REGION and AWS_ENDPOINT_URL_"
              + service.toUpperCase(Locale.ROOT),
          true);
    }
    return new AwsProblem("the call to " + service + " failed: " + said, false);
  }

  private static @Nullable IOException wireFault(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException wire) {
        return wire;
      }
    }
    return null;
  }
}
