package dev.sluice.processor.testing;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResultEntry;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.PublishRequest;
import software.amazon.awssdk.services.sns.model.PublishResponse;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

/// Hand-made stand-ins for the services [dev.sluice.processor.functions.SplitObject] works with.
public final class Fakes {

  private Fakes() {}

  /// A stream that refuses the entries it is told to, and keeps the others.
  public static final class Stream implements KinesisClient {

    private final List<PutRecordsRequest> requests = new ArrayList<>();
    private final List<String> taken = new ArrayList<>();
    private Predicate<PutRecordsRequestEntry> refuses = _ -> false;

    /// Asked once for every entry, each time it is put.
    public void refuse(Predicate<PutRecordsRequestEntry> rule) {
      this.refuses = rule;
    }

    public List<PutRecordsRequest> requests() {
      return requests;
    }

    /// The data of the records that are on the stream, in their order.
    public List<String> taken() {
      return taken;
    }

    @Override
    public PutRecordsResponse putRecords(PutRecordsRequest request) {
      requests.add(request);
      List<PutRecordsResultEntry> results = new ArrayList<>();
      for (PutRecordsRequestEntry entry : request.records()) {
        if (refuses.test(entry)) {
          results.add(
              PutRecordsResultEntry.builder()
                  .errorCode("ProvisionedThroughputExceededException")
                  .errorMessage("Rate exceeded")
                  .build());
        } else {
          taken.add(entry.data().asUtf8String());
          results.add(PutRecordsResultEntry.builder().sequenceNumber("1").build());
        }
      }
      return PutRecordsResponse.builder().records(results).build();
    }

    @Override
    public String serviceName() {
      return "kinesis";
    }

    @Override
    public void close() {}
  }

  /// A bucket with objects.
  public static final class Bucket implements S3Client {

    private final Map<String, byte[]> objects = new HashMap<>();

    public void put(String bucket, String key, byte[] object) {
      objects.put(bucket + "/" + key, object);
    }

    @Override
    public ResponseInputStream<GetObjectResponse> getObject(GetObjectRequest request) {
      byte[] object = objects.get(request.bucket() + "/" + request.key());
      if (object == null) {
        throw new IllegalStateException("No object " + request.bucket() + "/" + request.key());
      }
      return new ResponseInputStream<>(
          GetObjectResponse.builder().build(),
          AbortableInputStream.create(new ByteArrayInputStream(object)));
    }

    @Override
    public String serviceName() {
      return "s3";
    }

    @Override
    public void close() {}
  }

  /// A queue that keeps what it is sent.
  public static final class Queue implements SqsClient {

    private final List<String> bodies = new ArrayList<>();

    public List<String> bodies() {
      return bodies;
    }

    @Override
    public SendMessageResponse sendMessage(SendMessageRequest request) {
      bodies.add(request.messageBody());
      return SendMessageResponse.builder().build();
    }

    @Override
    public String serviceName() {
      return "sqs";
    }

    @Override
    public void close() {}
  }

  /// A topic that keeps what is published.
  public static final class Topic implements SnsClient {

    private final List<String> messages = new ArrayList<>();

    public List<String> messages() {
      return messages;
    }

    @Override
    public PublishResponse publish(PublishRequest request) {
      messages.add(request.message());
      return PublishResponse.builder().build();
    }

    @Override
    public String serviceName() {
      return "sns";
    }

    @Override
    public void close() {}
  }
}
