package dev.sluice.ingest.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.ingest.identity.Arn;
import dev.sluice.ingest.identity.EventSourceMappingId;
import dev.sluice.ingest.lease.Checkpoint;
import dev.sluice.ingest.lease.FencingToken;
import dev.sluice.ingest.lease.Lease;
import dev.sluice.ingest.lease.Lease.Tenure;
import dev.sluice.ingest.lease.LeaseKey;
import dev.sluice.ingest.lease.LeaseStore;
import dev.sluice.ingest.lease.LeaseStore.ManagerTenure;
import dev.sluice.ingest.lease.LeaseStore.Written;
import dev.sluice.ingest.lease.NodeId;
import dev.sluice.ingest.lease.dynamodb.DynamoDbLeaseStore;
import dev.sluice.ingest.source.ReadPosition;
import dev.sluice.ingest.source.SequenceNumber;
import dev.sluice.ingest.source.ShardId;
import dev.sluice.rules.Rule;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/// A checkpoint that arrives after its sender gave up on it does not undo a later one.
class LateCheckpointTest {

  private static final LeaseKey.Manager MANAGER = new LeaseKey.Manager("stack");
  private static final LeaseKey.Shard SHARD =
      new LeaseKey.Shard(
          EventSourceMappingId.of("stack", "Stream"),
          Arn.parse("arn:aws:kinesis:eu-central-1:000000000000:stream/s"),
          Instant.EPOCH,
          new ShardId("shardId-000000000000"));
  private static final Tenure.Held FIRST = held("first");
  private static final Tenure.Held SECOND = held("second");

  private final ModelTables tables = new ModelTables();
  private final List<UpdateItemRequest> sent = new ArrayList<>();
  private final DynamoDbClient client = recording(ModelledDynamoDb.bare(tables));
  private final LeaseStore store = DynamoDbLeaseStore.open(client, "");

  private static Tenure.Held held(String name) {
    return new Tenure.Held(new NodeId(name), new FencingToken(name));
  }

  private DynamoDbClient recording(DynamoDbClient real) {
    return (DynamoDbClient)
        Proxy.newProxyInstance(
            DynamoDbClient.class.getClassLoader(),
            new Class<?>[] {DynamoDbClient.class},
            (_, method, arguments) -> {
              if (arguments != null && arguments[0] instanceof UpdateItemRequest update) {
                sent.add(update);
              }
              try {
                return method.invoke(real, arguments);
              } catch (InvocationTargetException thrown) {
                throw thrown.getTargetException();
              }
            });
  }

  @BeforeEach
  void takeTheShard() {
    tables.create("leases", List.of("id"));
    store.createManager(MANAGER);
    store.take(MANAGER, new Tenure.Free(null), FIRST);
    store.create(List.of(Lease.fresh(SHARD, at(0), Set.of())), new ManagerTenure(MANAGER, FIRST));
    store.take(SHARD, new Tenure.Free(null), FIRST);
    sent.clear();
  }

  private static Checkpoint at(long number) {
    return new Checkpoint.Open(
        new ReadPosition.After(SequenceNumber.parse(Long.toString(number))), null);
  }

  private Checkpoint written() {
    return store.leases().stream()
        .filter(lease -> lease.key().equals(SHARD))
        .findFirst()
        .orElseThrow()
        .checkpoint();
  }

  @Test
  @Rule("LEASE-060")
  void is_refused_behind_a_later_one_of_the_same_tenure() {
    store.checkpoint(SHARD, FIRST, at(1), 0);
    store.checkpoint(SHARD, FIRST, at(2), 0);

    assertThatThrownBy(() -> client.updateItem(sent.getFirst()))
        .isInstanceOf(ConditionalCheckFailedException.class);

    assertThat(written()).isEqualTo(at(2));
  }

  @Test
  void hinders_no_later_holder() {
    store.checkpoint(SHARD, FIRST, at(1), 0);
    store.checkpoint(SHARD, FIRST, at(2), 0);
    store.take(SHARD, FIRST, SECOND);

    LeaseStore elsewhere = DynamoDbLeaseStore.open(client, "");

    assertThat(elsewhere.checkpoint(SHARD, SECOND, at(3), 0)).isEqualTo(Written.DONE);
    assertThat(written()).isEqualTo(at(3));
  }
}
