package dev.sluice.ingest.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.ingest.concurrency.ShareKey;
import dev.sluice.ingest.concurrency.ShareRow;
import dev.sluice.ingest.concurrency.dynamodb.DynamoDbShareStore;
import dev.sluice.ingest.eventqueue.EventRows;
import dev.sluice.ingest.eventqueue.dynamodb.DynamoDbEventRows;
import dev.sluice.ingest.identity.RequestId;
import dev.sluice.ingest.lease.FencingToken;
import dev.sluice.ingest.lease.Lease;
import dev.sluice.ingest.lease.Lease.Tenure;
import dev.sluice.ingest.lease.LeaseKey;
import dev.sluice.ingest.lease.LeaseStore.ManagerTenure;
import dev.sluice.ingest.lease.LeaseStore.ManagerWrite;
import dev.sluice.ingest.lease.NodeId;
import dev.sluice.ingest.lease.NodeScope;
import dev.sluice.ingest.lease.dynamodb.DynamoDbLeaseStore;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.waiters.DynamoDbWaiter;

/// The policy of `docs/leases.md` allows what a node's own tables are used for, and nothing else.
final class LeasePolicyTest {

  private static final Path PAGE = Path.of(System.getProperty("sluice.root"), "docs/leases.md");

  private final Set<String> used = new TreeSet<>();

  private final DynamoDbClient client = recording(ModelledDynamoDb.bare(new ModelTables()));

  /// A client that notes which action each request needs.
  private DynamoDbClient recording(DynamoDbClient model) {
    InvocationHandler handler =
        (proxy, method, given) -> {
          if (given != null && given[0] instanceof DynamoDbRequest request) {
            used.addAll(actions(request));
            return pass(model, method, given);
          }
          return method.getName().equals("waiter")
              ? DynamoDbWaiter.builder().client((DynamoDbClient) proxy).build()
              : InvocationHandler.invokeDefault(proxy, method, given);
        };
    return (DynamoDbClient)
        Proxy.newProxyInstance(
            DynamoDbClient.class.getClassLoader(), new Class<?>[] {DynamoDbClient.class}, handler);
  }

  private static Object pass(DynamoDbClient model, Method method, Object[] given) throws Throwable {
    try {
      return method.invoke(model, given);
    } catch (InvocationTargetException thrown) {
      throw thrown.getCause();
    }
  }

  /// A transaction needs the actions of its parts.
  private static List<String> actions(DynamoDbRequest request) {
    if (request instanceof TransactWriteItemsRequest transaction) {
      return transaction.transactItems().stream().map(LeasePolicyTest::action).toList();
    }
    return List.of("dynamodb:" + request.getClass().getSimpleName().replace("Request", ""));
  }

  private static String action(TransactWriteItem part) {
    if (part.conditionCheck() != null) {
      return "dynamodb:ConditionCheckItem";
    }
    return part.put() != null ? "dynamodb:PutItem" : "dynamodb:DeleteItem";
  }

  private static Set<String> allowed(String statement) throws IOException {
    String page = Files.readString(PAGE);
    int start = page.indexOf("```json") + "```json".length();
    JsonNode policy =
        new ObjectMapper().readTree(page.substring(start, page.indexOf("```", start)));
    var actions = new TreeSet<String>();
    for (JsonNode each : policy.get("Statement")) {
      if (each.get("Sid").asText().equals(statement)) {
        each.get("Action").forEach(action -> actions.add(action.asText()));
      }
    }
    return actions;
  }

  @Test
  void allows_what_the_lease_table_is_used_for() throws IOException {
    var store = DynamoDbLeaseStore.open(client, "");
    var manager = new LeaseKey.Manager("stack");
    var node = new NodeId("node");
    var mine = new Tenure.Held(node, new FencingToken("token"));
    var free = new Tenure.Free(null);

    store.register(node, NodeScope.NOTHING);
    store.heartbeat(node, 1);
    store.withdraw(node);
    store.createManager(manager);
    store.take(manager, free, mine);
    var by = new ManagerTenure(manager, mine);
    Lease fresh = Lease.ofManager(new LeaseKey.Manager("other"));
    assertThat(store.create(List.of(fresh), by)).isEqualTo(ManagerWrite.DONE);
    store.take(fresh.key(), free, mine);
    store.checkpoint(fresh.key(), mine, fresh.checkpoint(), 0);
    store.release(fresh.key(), mine, null);
    assertThat(store.remove(fresh, by)).isEqualTo(ManagerWrite.DONE);
    store.declareDead(node, 1);
    store.forget(node);
    assertThat(store.nodes()).isEmpty();
    var shares = new DynamoDbShareStore(client, "");
    var limit = new ShareKey.Unreserved();
    assertThat(shares.read(limit).version()).isZero();
    shares.write(new ShareRow(limit, 1, Map.of(node, 1), Map.of()));

    assertThat(used).isEqualTo(allowed("Leases"));
  }

  @Test
  void allows_what_the_table_of_waiting_events_is_used_for() throws IOException {
    var rows = new DynamoDbEventRows(client, "events");
    var event = new RequestId("event");

    assertThat(rows.finish(event, null, Instant.EPOCH)).isEqualTo(EventRows.Write.DONE);
    assertThat(rows.look(event)).isInstanceOf(EventRows.Look.Present.class);

    assertThat(used).isEqualTo(allowed("WaitingEvents"));
  }
}
