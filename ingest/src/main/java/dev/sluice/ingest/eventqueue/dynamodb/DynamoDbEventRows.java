package dev.sluice.ingest.eventqueue.dynamodb;

import dev.sluice.ingest.eventqueue.EventRow;
import dev.sluice.ingest.eventqueue.EventRows;
import dev.sluice.ingest.eventqueue.EventToken;
import dev.sluice.ingest.eventqueue.QueuedEvent;
import dev.sluice.ingest.identity.FunctionName;
import dev.sluice.ingest.identity.RequestId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;

/// Rows as items of one table (see [EventTable]), format version 1. A row of a newer version is
/// left alone: its event belongs to nodes that know it.
public final class DynamoDbEventRows implements EventRows {

  static final String ID = "id";
  static final String EXPIRES = "expires";

  private static final int FORMAT = 1;
  private static final String VERSION = "version";
  private static final String STATE = "state";
  private static final String TOKEN = "token";
  private static final String FUNCTION = "function";
  private static final String ACCEPTED = "acceptedMillis";
  private static final String ATTEMPTS = "attempts";
  private static final String THROTTLES = "throttles";
  private static final String NEXT = "nextMillis";
  private static final String WHY = "why";

  /// A waiting row outlives its messages: SQS keeps none for longer than 14 days.
  private static final Duration WAITING_AT_MOST = Duration.ofDays(15);

  private static final Logger LOG = LoggerFactory.getLogger(DynamoDbEventRows.class);

  private final DynamoDbClient dynamoDb;
  private final String table;

  /// Whether the table is known to exist. Two threads that find out at once do no harm; one that
  /// waits for DynamoDB must not hold up the others.
  private volatile boolean exists;

  /// The table is made when it is first needed: a node whose events never wait needs none.
  ///
  /// @param dynamoDb not closed here
  public DynamoDbEventRows(DynamoDbClient dynamoDb, String table) {
    this.dynamoDb = dynamoDb;
    this.table = table;
  }

  /// Makes the table now, so that the first event that waits does not wait for it too. Where that
  /// fails it is tried again when the table is needed.
  public void prepare() {
    try {
      ensureTable();
    } catch (SdkException failed) {
      LOG.atWarn()
          .addKeyValue("table", table)
          .addKeyValue("why", failed.getMessage())
          .log("The table of waiting events is out of reach; events that must wait are kept back");
    }
  }

  private void ensureTable() {
    if (!exists) {
      EventTable.ensure(dynamoDb, table);
      exists = true;
    }
  }

  @Override
  public Look look(RequestId id) {
    try {
      ensureTable();
      Map<String, AttributeValue> item =
          dynamoDb
              .getItem(
                  r -> r.tableName(table).key(Map.of(ID, text(id.value()))).consistentRead(true))
              .item();
      return item.isEmpty() ? new Look.Absent() : read(item);
    } catch (SdkException failed) {
      return new Look.Unknown(table + " did not answer: " + failed.getMessage());
    }
  }

  private static Look read(Map<String, AttributeValue> item) {
    try {
      long version = number(item, VERSION);
      if (version > FORMAT) {
        return new Look.Unknown("expected row version " + FORMAT + ", found " + version);
      }
      if (string(item, STATE).equals("done")) {
        return new Look.Present(new EventRow.Done());
      }
      var event =
          new QueuedEvent(
              new FunctionName(string(item, FUNCTION)),
              new RequestId(string(item, ID)),
              Instant.ofEpochMilli(number(item, ACCEPTED)),
              Math.toIntExact(number(item, ATTEMPTS)),
              Math.toIntExact(number(item, THROTTLES)));
      return new Look.Present(
          new EventRow.Waiting(
              event,
              new EventToken(string(item, TOKEN)),
              Instant.ofEpochMilli(number(item, NEXT)),
              string(item, WHY)));
    } catch (IllegalArgumentException malformed) {
      return new Look.Unknown("the row is malformed: " + malformed.getMessage());
    }
  }

  @Override
  public Write move(@Nullable EventToken from, EventRow.Waiting to) {
    QueuedEvent event = to.event();
    Map<String, AttributeValue> item = new HashMap<>();
    item.put(ID, text(event.id().value()));
    item.put(VERSION, number(FORMAT));
    item.put(STATE, text("waiting"));
    item.put(TOKEN, text(to.token().value()));
    item.put(FUNCTION, text(event.function().value()));
    item.put(ACCEPTED, number(event.acceptedAt().toEpochMilli()));
    item.put(ATTEMPTS, number(event.attempts()));
    item.put(THROTTLES, number(event.throttlesInARow()));
    item.put(NEXT, number(to.nextAttempt().toEpochMilli()));
    item.put(WHY, text(to.why()));
    item.put(EXPIRES, number(to.nextAttempt().plus(WAITING_AT_MOST).getEpochSecond()));
    return put(item, from);
  }

  @Override
  public Write finish(RequestId id, @Nullable EventToken from, Instant expires) {
    Map<String, AttributeValue> item = new HashMap<>();
    item.put(ID, text(id.value()));
    item.put(VERSION, number(FORMAT));
    item.put(STATE, text("done"));
    item.put(EXPIRES, number(expires.getEpochSecond()));
    return put(item, from);
  }

  private Write put(Map<String, AttributeValue> item, @Nullable EventToken from) {
    var request = PutItemRequest.builder().tableName(table).item(item);
    if (from == null) {
      request.conditionExpression("attribute_not_exists(" + ID + ")");
    } else {
      request
          .conditionExpression("#token = :from")
          .expressionAttributeNames(Map.of("#token", TOKEN))
          .expressionAttributeValues(Map.of(":from", text(from.value())));
    }
    try {
      ensureTable();
      dynamoDb.putItem(request.build());
      return Write.DONE;
    } catch (ConditionalCheckFailedException elsewhere) {
      return Write.REFUSED;
    } catch (SdkException failed) {
      return Write.UNKNOWN;
    }
  }

  private static AttributeValue text(String value) {
    return AttributeValue.fromS(value);
  }

  private static AttributeValue number(long value) {
    return AttributeValue.fromN(Long.toString(value));
  }

  private static String string(Map<String, AttributeValue> item, String name) {
    AttributeValue value = item.get(name);
    if (value == null || value.s() == null) {
      throw new IllegalArgumentException("there is no " + name);
    }
    return value.s();
  }

  private static long number(Map<String, AttributeValue> item, String name) {
    AttributeValue value = item.get(name);
    if (value == null || value.n() == null) {
      throw new IllegalArgumentException("there is no " + name);
    }
    return Long.parseLong(value.n());
  }
}
