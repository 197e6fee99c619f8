package dev.sluice.ingest.simulation;

import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.CreateTableResponse;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.DeleteTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteTableResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeTimeToLiveRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTimeToLiveResponse;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.InternalServerErrorException;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveStatus;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateTimeToLiveRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateTimeToLiveResponse;
import software.amazon.awssdk.services.dynamodb.waiters.DynamoDbWaiter;

/// A DynamoDB client of one machine. Operations on items that it does not know end the world.
final class ModelledDynamoDb implements DynamoDbClient {

  /// As the node's client for the lease table.
  static final Attempts.Patience LEASES =
      new Attempts.Patience(Duration.ofSeconds(1), Duration.ofSeconds(3), 3);

  /// As the node's client for everything else.
  static final Attempts.Patience OTHERS =
      new Attempts.Patience(Duration.ofSeconds(5), Duration.ofSeconds(15), 4);

  private final ModelTables tables;
  private final TableRequests requests;
  private final TableTransactions transactions;

  /// Null for a client without a network.
  private final @Nullable Attempts attempts;

  private ModelledDynamoDb(ModelTables tables, @Nullable Attempts attempts) {
    this.tables = tables;
    this.attempts = attempts;
    Machine author = attempts == null ? null : attempts.machine();
    this.requests = new TableRequests(tables, author);
    this.transactions = new TableTransactions(tables, author);
  }

  /// A client from outside the world: no network, no faults.
  static DynamoDbClient bare(ModelTables tables) {
    return new ModelledDynamoDb(tables, null);
  }

  /// A machine's client.
  static DynamoDbClient over(ModelTables tables, Attempts attempts) {
    return new ModelledDynamoDb(tables, attempts);
  }

  private <T> T call(String operation, Supplier<T> effect) {
    Attempts present = attempts;
    if (present != null) {
      return present.call(operation, effect, fault -> exception(fault, present));
    }
    synchronized (tables) { // there may be many threads outside the world
      return effect.get();
    }
  }

  /// What the sender sees tells nothing about whether there was an effect.
  private static RuntimeException exception(Fault fault, Attempts attempts) {
    return switch (fault.kind()) {
      case THROTTLE ->
          ProvisionedThroughputExceededException.builder()
              .message(fault.why())
              .statusCode(400)
              .build();
      case FAILURE, ERROR_AFTER_SUCCESS ->
          attempts.machine().world().random().nextBoolean()
              ? InternalServerErrorException.builder().message(fault.why()).statusCode(500).build()
              : SdkClientException.create(fault.why());
      case OUTAGE, LATE_EFFECT, DELAY, DUPLICATE, REORDER, ORPHAN ->
          ApiCallAttemptTimeoutException.builder().message(fault.why()).build();
    };
  }

  @Override
  public GetItemResponse getItem(GetItemRequest request) {
    return call("GetItem", () -> requests.get(request));
  }

  @Override
  public PutItemResponse putItem(PutItemRequest request) {
    return call("PutItem", () -> requests.put(request));
  }

  @Override
  public UpdateItemResponse updateItem(UpdateItemRequest request) {
    return call("UpdateItem", () -> requests.update(request));
  }

  @Override
  public DeleteItemResponse deleteItem(DeleteItemRequest request) {
    return call("DeleteItem", () -> requests.delete(request));
  }

  @Override
  public ScanResponse scan(ScanRequest request) {
    return call("Scan", () -> requests.scan(request));
  }

  /// As the SDK does, all attempts of one call carry one token.
  @Override
  public TransactWriteItemsResponse transactWriteItems(TransactWriteItemsRequest request) {
    TransactWriteItemsRequest named =
        request.clientRequestToken() == null
            ? request.toBuilder().clientRequestToken(tables.nextToken()).build()
            : request;
    Attempts present = attempts;
    if (present == null) {
      return call("TransactWriteItems", () -> transactions.write(named));
    }
    return present.call(
        "TransactWriteItems",
        () -> transactions.write(named),
        fault ->
            fault.kind() == FaultKind.THROTTLE
                ? TableTransactions.conflict(named.transactItems().size())
                : exception(fault, present));
  }

  @Override
  public DescribeTableResponse describeTable(DescribeTableRequest request) {
    return call(
        "DescribeTable",
        () -> {
          String name = tables.table(request.tableName()).name();
          return DescribeTableResponse.builder()
              .table(t -> t.tableName(name).tableStatus(TableStatus.ACTIVE))
              .build();
        });
  }

  /// The table is active at once.
  @Override
  public CreateTableResponse createTable(CreateTableRequest request) {
    return call(
        "CreateTable",
        () -> {
          tables.create(
              request.tableName(),
              request.keySchema().stream().map(KeySchemaElement::attributeName).toList());
          return CreateTableResponse.builder().build();
        });
  }

  @Override
  public DeleteTableResponse deleteTable(DeleteTableRequest request) {
    return call(
        "DeleteTable",
        () -> {
          tables.drop(request.tableName());
          return DeleteTableResponse.builder().build();
        });
  }

  @Override
  public DescribeTimeToLiveResponse describeTimeToLive(DescribeTimeToLiveRequest request) {
    return call(
        "DescribeTimeToLive",
        () -> {
          String attribute = tables.table(request.tableName()).expiresAt();
          return DescribeTimeToLiveResponse.builder()
              .timeToLiveDescription(
                  t ->
                      t.attributeName(attribute)
                          .timeToLiveStatus(
                              attribute == null
                                  ? TimeToLiveStatus.DISABLED
                                  : TimeToLiveStatus.ENABLED))
              .build();
        });
  }

  /// Nothing expires in the model.
  @Override
  public UpdateTimeToLiveResponse updateTimeToLive(UpdateTimeToLiveRequest request) {
    return call(
        "UpdateTimeToLive",
        () -> {
          var wanted = request.timeToLiveSpecification();
          tables
              .table(request.tableName())
              .expireAt(Boolean.TRUE.equals(wanted.enabled()) ? wanted.attributeName() : null);
          return UpdateTimeToLiveResponse.builder().build();
        });
  }

  /// Finds every table active at its first look, so that it never waits.
  @Override
  public DynamoDbWaiter waiter() {
    return DynamoDbWaiter.builder().client(this).build();
  }

  @Override
  public QueryResponse query(QueryRequest request) {
    throw unknown(request);
  }

  @Override
  public BatchGetItemResponse batchGetItem(BatchGetItemRequest request) {
    throw unknown(request);
  }

  @Override
  public BatchWriteItemResponse batchWriteItem(BatchWriteItemRequest request) {
    throw unknown(request);
  }

  @Override
  public TransactGetItemsResponse transactGetItems(TransactGetItemsRequest request) {
    throw unknown(request);
  }

  /// An error, since a loop that meets an exception goes on.
  private static AssertionError unknown(DynamoDbRequest request) {
    return new AssertionError("the model of DynamoDB does not know " + request.getClass());
  }

  @Override
  public String serviceName() {
    return SERVICE_NAME;
  }

  @Override
  public void close() {}
}
