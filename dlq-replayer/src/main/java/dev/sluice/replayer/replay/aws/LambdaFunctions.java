package dev.sluice.replayer.replay.aws;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.ingest.invoke.Payload;
import dev.sluice.replayer.deadletter.FunctionReference;
import dev.sluice.replayer.deadletter.aws.AwsProblem;
import dev.sluice.replayer.replay.CallOutcome;
import dev.sluice.replayer.replay.FunctionCaller;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.LambdaClientBuilder;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;

/// Functions behind Lambda's Invoke API: Lambda itself, or a node given by
/// `AWS_ENDPOINT_URL_LAMBDA`.
public final class LambdaFunctions implements FunctionCaller {

  /// Longer than the longest timeout a function can have (15 min): hanging up stops no function
  /// (INV-017) and leaves its letter in doubt.
  private static final Duration LONGEST_ANSWER = Duration.ofMinutes(16);

  private static final int DONE = 200;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final LambdaClient client;

  public LambdaFunctions(LambdaClient client) {
    this.client = client;
  }

  /// A builder of fit clients: patient, and without retries of the SDK's own, since only the
  /// replayer knows how long the letter stays hidden.
  public static LambdaClientBuilder clientBuilder() {
    return LambdaClient.builder()
        .httpClientBuilder(
            Apache5HttpClient.builder().socketTimeout(LONGEST_ANSWER).tcpKeepAlive(true))
        .overrideConfiguration(o -> o.retryStrategy(AwsRetryStrategy.doNotRetry()));
  }

  @Override
  public CallOutcome call(FunctionReference function, Payload event) throws InterruptedException {
    try {
      InvokeResponse response =
          client.invoke(
              r ->
                  r.functionName(function.arn().toString())
                      .qualifier(function.qualifier())
                      .invocationType(InvocationType.REQUEST_RESPONSE)
                      .payload(SdkBytes.fromByteArrayUnsafe(event.bytes())));
      return outcome(response);
    } catch (ResourceNotFoundException missing) {
      return new CallOutcome.Refused(
          "there is no function " + function + " in this account and region (404)");
    } catch (SdkException failure) {
      AwsProblem problem = AwsProblem.of("Lambda", failure);
      return problem.passing()
          ? new CallOutcome.Busy(problem.words())
          : new CallOutcome.Refused(problem.words());
    }
  }

  private static CallOutcome outcome(InvokeResponse response) {
    byte[] answer = response.payload() == null ? new byte[0] : response.payload().asByteArray();
    if (response.functionError() != null) {
      String type = errorType(answer);
      return new CallOutcome.FunctionFailed(
          "the function failed again ("
              + (type == null ? response.functionError() : type)
              + "): its log says more");
    }
    if (response.statusCode() == null || response.statusCode() != DONE) {
      return new CallOutcome.Refused(
          "expected status 200 from the function, found " + response.statusCode());
    }
    return new CallOutcome.Succeeded(new Payload(answer));
  }

  private static @Nullable String errorType(byte[] answer) {
    try {
      JsonNode type = JSON.readTree(new String(answer, StandardCharsets.UTF_8)).path("errorType");
      return type.isTextual() ? type.textValue() : null;
    } catch (JsonProcessingException notJson) {
      return null;
    }
  }
}
