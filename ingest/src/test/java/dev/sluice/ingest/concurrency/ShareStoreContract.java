package dev.sluice.ingest.concurrency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ingest.concurrency.ShareRow.Want;
import dev.sluice.ingest.concurrency.ShareStore.Written;
import dev.sluice.ingest.identity.FunctionName;
import dev.sluice.ingest.lease.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every store of shares does.
public abstract class ShareStoreContract {

  protected static final ShareKey KEY = new ShareKey.OfFunction(new FunctionName("orders"));
  private static final NodeId A = new NodeId("a");
  private static final NodeId B = new NodeId("b");

  private ShareStore store;

  /// A store without rows.
  protected abstract ShareStore emptyStore();

  @BeforeEach
  void open() {
    store = emptyStore();
  }

  @Test
  void begins_with_a_row_of_which_nobody_has_anything() {
    assertThat(store.read(KEY)).isEqualTo(ShareRow.none(KEY));
  }

  @Test
  void keeps_slots_and_wants_as_written() {
    var row = new ShareRow(KEY, 1, Map.of(A, 3, B, 1), Map.of(B, new Want(2, 1)));

    assertThat(store.write(row)).isEqualTo(new Written.Done());

    assertThat(store.read(KEY)).isEqualTo(row);
  }

  @Test
  void keeps_the_limits_apart() {
    var row = new ShareRow(new ShareKey.Unreserved(), 1, Map.of(A, 3), Map.of());
    store.write(row);

    assertThat(store.read(KEY)).isEqualTo(ShareRow.none(KEY));
    assertThat(store.read(new ShareKey.Unreserved())).isEqualTo(row);
  }

  @Test
  void refuses_a_first_row_where_there_is_one_and_says_what_it_is() {
    var first = new ShareRow(KEY, 1, Map.of(A, 1), Map.of());
    store.write(first);

    assertThat(store.write(new ShareRow(KEY, 1, Map.of(B, 1), Map.of())))
        .isEqualTo(new Written.Refused(first));
    assertThat(store.read(KEY)).isEqualTo(first);
  }

  @Test
  void refuses_a_row_that_does_not_follow_the_one_it_has() {
    store.write(new ShareRow(KEY, 1, Map.of(A, 1), Map.of()));
    var second = new ShareRow(KEY, 2, Map.of(), Map.of());
    store.write(second);

    assertThat(store.write(new ShareRow(KEY, 2, Map.of(B, 1), Map.of())))
        .isEqualTo(new Written.Refused(second));
    assertThat(store.write(new ShareRow(KEY, 4, Map.of(B, 1), Map.of())))
        .isEqualTo(new Written.Refused(second));
    assertThat(store.read(KEY)).isEqualTo(second);
  }

  @Test
  void refuses_what_follows_a_row_that_is_not_there() {
    assertThat(store.write(new ShareRow(KEY, 2, Map.of(A, 1), Map.of())))
        .isEqualTo(new Written.Refused(ShareRow.none(KEY)));
  }

  @Test
  void lets_one_of_many_writers_of_a_version_through() throws Exception {
    List<Future<Written>> writes = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 1; i <= 8; i++) {
        var row = new ShareRow(KEY, 1, Map.of(new NodeId("node-" + i), i), Map.of());
        writes.add(threads.submit(() -> store.write(row)));
      }
    }

    int done = 0;
    for (Future<Written> write : writes) {
      done += write.get() instanceof Written.Done ? 1 : 0;
    }
    assertThat(done).isEqualTo(1);
    assertThat(store.read(KEY).version()).isEqualTo(1);
  }
}
