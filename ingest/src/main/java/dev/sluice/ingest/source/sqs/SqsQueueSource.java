package dev.sluice.ingest.source.sqs;

import dev.sluice.ingest.source.EntryResult;
import dev.sluice.ingest.source.QueueMessage;
import dev.sluice.ingest.source.QueueSettings;
import dev.sluice.ingest.source.QueueSource;
import dev.sluice.ingest.source.Received;
import dev.sluice.ingest.source.SettingsRead;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.SqsClientBuilder;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;

/// One queue of Amazon SQS.
public final class SqsQueueSource implements QueueSource {

  /// Longer than the longest receive, so that no receive is given up whose messages SQS has hidden.
  private static final Duration READ_TIMEOUT = LONGEST_WAIT.plusSeconds(20);

  /// Of every other call: they settle messages that stay hidden for seconds only, and a stalled one
  /// is better tried again.
  private static final AwsRequestOverrideConfiguration SHORT =
      AwsRequestOverrideConfiguration.builder().apiCallTimeout(Duration.ofSeconds(5)).build();

  private final SqsClient client;
  private final String queueUrl;

  /// @param client one whose read timeout exceeds the longest receive, see [#clientBuilder]
  public SqsQueueSource(SqsClient client, String queueUrl) {
    this.client = client;
    this.queueUrl = queueUrl;
  }

  /// A builder of clients fit for queue sources: patient reads, and no retries of the SDK's own,
  /// since only the poller knows how long the messages stay hidden.
  ///
  /// @param connections how many calls may be under way at once
  public static SqsClientBuilder clientBuilder(int connections) {
    return SqsClient.builder()
        .httpClientBuilder(
            Apache5HttpClient.builder().maxConnections(connections).socketTimeout(READ_TIMEOUT))
        .overrideConfiguration(o -> o.retryStrategy(AwsRetryStrategy.doNotRetry()));
  }

  @Override
  public Received receive(int max, Duration wait, Duration visibility) throws InterruptedException {
    try {
      var response =
          client.receiveMessage(
              r ->
                  r.queueUrl(queueUrl)
                      .maxNumberOfMessages(max)
                      .waitTimeSeconds(Math.toIntExact(wait.toSeconds()))
                      .visibilityTimeout(Math.toIntExact(visibility.toSeconds()))
                      .messageSystemAttributeNames(MessageSystemAttributeName.ALL)
                      .messageAttributeNames("All"));
      return new Received.Messages(response.messages().stream().map(SqsMessages::of).toList());
    } catch (QueueDoesNotExistException missing) {
      return new Received.QueueMissing();
    } catch (SdkException failure) {
      return new Received.Unavailable(reason(failure));
    }
  }

  @Override
  public List<EntryResult> delete(List<QueueMessage> messages) throws InterruptedException {
    var entries =
        numbered(messages)
            .map(
                i ->
                    DeleteMessageBatchRequestEntry.builder()
                        .id(Integer.toString(i))
                        .receiptHandle(messages.get(i).receiptHandle())
                        .build())
            .toList();
    return each(
        messages,
        () -> {
          var response =
              client.deleteMessageBatch(
                  r -> r.queueUrl(queueUrl).entries(entries).overrideConfiguration(SHORT));
          return new Answer(
              response.successful().stream().map(e -> e.id()).toList(), response.failed());
        });
  }

  @Override
  public List<EntryResult> extend(List<QueueMessage> messages, Duration visibility)
      throws InterruptedException {
    var entries =
        numbered(messages)
            .map(
                i ->
                    ChangeMessageVisibilityBatchRequestEntry.builder()
                        .id(Integer.toString(i))
                        .receiptHandle(messages.get(i).receiptHandle())
                        .visibilityTimeout(Math.toIntExact(visibility.toSeconds()))
                        .build())
            .toList();
    return each(
        messages,
        () -> {
          var response =
              client.changeMessageVisibilityBatch(
                  r -> r.queueUrl(queueUrl).entries(entries).overrideConfiguration(SHORT));
          return new Answer(
              response.successful().stream().map(e -> e.id()).toList(), response.failed());
        });
  }

  @Override
  public SettingsRead settings() throws InterruptedException {
    try {
      var attributes =
          client
              .getQueueAttributes(
                  r ->
                      r.queueUrl(queueUrl)
                          .attributeNames(QueueAttributeName.ALL)
                          .overrideConfiguration(SHORT))
              .attributesAsStrings();
      return new SettingsRead.Settings(settings(attributes));
    } catch (QueueDoesNotExistException missing) {
      return new SettingsRead.QueueMissing();
    } catch (SdkException failure) {
      return new SettingsRead.Unavailable(reason(failure));
    }
  }

  private QueueSettings settings(Map<String, String> attributes) {
    var visibility =
        Duration.ofSeconds(Long.parseLong(attributes.getOrDefault("VisibilityTimeout", "30")));
    boolean fifo = attributes.getOrDefault("QueueArn", queueUrl).endsWith(".fifo");
    return new QueueSettings(visibility, fifo, RedrivePolicy.read(attributes.get("RedrivePolicy")));
  }

  private static Stream<Integer> numbered(List<QueueMessage> messages) {
    return IntStream.range(0, messages.size()).boxed();
  }

  /// What a call about several messages answered.
  ///
  /// @param done ids of the entries it carried out
  private record Answer(List<String> done, List<BatchResultErrorEntry> failed) {}

  /// Makes a call about several messages and says what became of each.
  private static List<EntryResult> each(List<QueueMessage> messages, Supplier<Answer> call)
      throws InterruptedException {
    try {
      Answer answer = call.get();
      return results(messages.size(), answer.done(), answer.failed());
    } catch (QueueDoesNotExistException missing) {
      return all(messages, new EntryResult.Refused("the queue does not exist"));
    } catch (SdkException failure) {
      return all(messages, new EntryResult.Failed(reason(failure)));
    }
  }

  /// One result per message. An entry the answer does not mention is taken as failed.
  private static List<EntryResult> results(
      int count, List<String> done, List<BatchResultErrorEntry> failed) {
    var results = new ArrayList<EntryResult>();
    for (int i = 0; i < count; i++) {
      results.add(new EntryResult.Failed("the answer does not mention this entry"));
    }
    for (String id : done) {
      results.set(Integer.parseInt(id), new EntryResult.Done());
    }
    for (BatchResultErrorEntry entry : failed) {
      String why = entry.code();
      boolean forGood = Boolean.TRUE.equals(entry.senderFault());
      results.set(
          Integer.parseInt(entry.id()),
          forGood ? new EntryResult.Refused(why) : new EntryResult.Failed(why));
    }
    return List.copyOf(results);
  }

  private static List<EntryResult> all(List<QueueMessage> messages, EntryResult result) {
    return messages.stream().map(_ -> result).toList();
  }

  /// What to tell of a failure of the SDK. An interrupt is not one.
  private static String reason(SdkException failure) throws InterruptedException {
    if (failure instanceof AbortedException) {
      throw new InterruptedException("interrupted in a call to SQS");
    }
    @Nullable String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message;
  }
}
