package dev.sluice.ingest.lease;

import dev.sluice.ingest.identity.Arn;
import dev.sluice.ingest.identity.EventSourceMappingId;
import dev.sluice.ingest.lease.Lease.Tenure;
import dev.sluice.ingest.source.ReadPosition;
import dev.sluice.ingest.source.SequenceNumber;
import dev.sluice.ingest.source.ShardId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// A lease table written as text, for tables of tests: nodes as `a` (polls the mapping), `a:2` (the
/// second mapping), `a:12` (both) or `a:` (nothing more), leases as `s1=a` (held), `s1=-` (free),
/// `s1>b` (named for b), with `t` for shards of the second mapping and `m` for the manager's.
final class Rows {

  static final Checkpoint HORIZON = new Checkpoint.Open(new ReadPosition.TrimHorizon(), null);
  static final Checkpoint FURTHER =
      new Checkpoint.Open(new ReadPosition.After(SequenceNumber.parse("7")), null);

  private static final EventSourceMappingId FIRST = EventSourceMappingId.of("stack", "First");
  private static final EventSourceMappingId SECOND = EventSourceMappingId.of("stack", "Second");
  private static final Arn STREAM =
      Arn.parse("arn:aws:kinesis:us-east-1:000000000000:stream/quakes");

  private Rows() {}

  static NodeId node(String name) {
    return new NodeId(name);
  }

  static List<NodeRow> nodes(String text) {
    return Arrays.stream(text.split(" ", -1)).map(Rows::nodeRow).toList();
  }

  private static NodeRow nodeRow(String text) {
    String[] parts = text.split(":", -1);
    String polls = parts.length == 1 ? "1" : parts[1];
    var mappings = new ArrayList<EventSourceMappingId>();
    if (polls.contains("1")) {
      mappings.add(FIRST);
    }
    if (polls.contains("2")) {
      mappings.add(SECOND);
    }
    String stack = mappings.isEmpty() ? "" : "stack";
    return new NodeRow(node(parts[0]), new NodeScope(stack, Set.copyOf(mappings)), 1, false);
  }

  static List<Lease> leases(String text) {
    return text.isEmpty()
        ? List.of()
        : Arrays.stream(text.split(" ", -1)).map(Rows::lease).toList();
  }

  private static Lease lease(String text) {
    int at = Math.max(text.indexOf('='), text.indexOf('>'));
    String who = text.substring(at + 1);
    Tenure tenure =
        text.charAt(at) == '>' ? new Tenure.Free(node(who)) : who.equals("-") ? free() : held(who);
    return new Lease(key(text.substring(0, at)), tenure, HORIZON, Set.of(), 0);
  }

  static Tenure free() {
    return new Tenure.Free(null);
  }

  static Tenure.Held held(String by) {
    return new Tenure.Held(node(by), new FencingToken("token-of-" + by));
  }

  static LeaseKey key(String name) {
    if (name.equals("m")) {
      return new LeaseKey.Manager("stack");
    }
    return shard(name);
  }

  static LeaseKey.Shard shard(String name) {
    return new LeaseKey.Shard(
        name.startsWith("t") ? SECOND : FIRST, STREAM, Instant.EPOCH, new ShardId(name));
  }

  static String name(LeaseKey key) {
    return key instanceof LeaseKey.Shard shard ? shard.shard().value() : "m";
  }

  static Map<LeaseKey, Tenure> seen(String text) {
    return leases(text).stream().collect(Collectors.toMap(Lease::key, Lease::tenure));
  }

  static Survey survey(String nodes, String leases, Map<LeaseKey, NodeId> leaving) {
    return new Survey(leases(leases), nodes(nodes), leaving);
  }
}
