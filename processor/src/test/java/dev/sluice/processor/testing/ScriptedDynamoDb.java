package dev.sluice.processor.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

/// A table that answers as told, request by request, and keeps what it was asked. A request nobody
/// wrote an answer for succeeds.
public final class ScriptedDynamoDb implements DynamoDbClient {

  private final Deque<SdkException> writeAnswers = new ArrayDeque<>();
  private final Deque<Map<String, AttributeValue>> readAnswers = new ArrayDeque<>();
  private final List<TransactWriteItemsRequest> writes = new ArrayList<>();
  private final List<UpdateItemRequest> updates = new ArrayList<>();

  /// The next transaction fails so.
  public ScriptedDynamoDb thenFail(SdkException answer) {
    writeAnswers.add(answer);
    return this;
  }

  /// The next transaction is cancelled with one code for each of its items.
  public ScriptedDynamoDb thenCancel(String... codes) {
    return thenFail(cancelled(Arrays.stream(codes).map(ScriptedDynamoDb::reason).toList()));
  }

  /// The next transaction is cancelled because the first item's condition failed on this item.
  public ScriptedDynamoDb thenCancelOn(Map<String, AttributeValue> stored, String... otherCodes) {
    List<CancellationReason> reasons = new ArrayList<>();
    reasons.add(CancellationReason.builder().code("ConditionalCheckFailed").item(stored).build());
    Arrays.stream(otherCodes).map(ScriptedDynamoDb::reason).forEach(reasons::add);
    return thenFail(cancelled(reasons));
  }

  /// The next read finds this item.
  public ScriptedDynamoDb thenRead(Map<String, AttributeValue> item) {
    readAnswers.add(item);
    return this;
  }

  /// The transactions asked for, refused ones as well.
  public List<TransactWriteItemsRequest> writes() {
    return writes;
  }

  /// The single updates asked for.
  public List<UpdateItemRequest> updates() {
    return updates;
  }

  private static CancellationReason reason(String code) {
    return CancellationReason.builder().code(code).build();
  }

  private static SdkException cancelled(List<CancellationReason> reasons) {
    return TransactionCanceledException.builder()
        .cancellationReasons(reasons)
        .statusCode(400)
        .message("Transaction cancelled")
        .build();
  }

  @Override
  public TransactWriteItemsResponse transactWriteItems(TransactWriteItemsRequest request) {
    writes.add(request);
    if (!writeAnswers.isEmpty()) {
      throw writeAnswers.remove();
    }
    return TransactWriteItemsResponse.builder().build();
  }

  @Override
  public UpdateItemResponse updateItem(UpdateItemRequest request) {
    updates.add(request);
    return UpdateItemResponse.builder().build();
  }

  @Override
  public GetItemResponse getItem(GetItemRequest request) {
    assertThat(request.consistentRead()).as("a decision needs a consistent read").isTrue();
    return GetItemResponse.builder().item(readAnswers.remove()).build();
  }

  @Override
  public String serviceName() {
    return "dynamodb";
  }

  @Override
  public void close() {}
}
