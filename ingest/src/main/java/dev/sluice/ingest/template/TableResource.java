package dev.sluice.ingest.template;

import dev.sluice.ingest.template.Properties.Range;
import dev.sluice.ingest.template.ResourceToCreate.Table;
import dev.sluice.ingest.template.ResourceToCreate.Throughput;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads `AWS::DynamoDB::Table`.
final class TableResource {

  static final PropertyTable TABLE =
      PropertyTable.of(
              "TableName",
              "AttributeDefinitions",
              "KeySchema",
              "BillingMode",
              "ProvisionedThroughput",
              "TimeToLiveSpecification")
          .leavesAlone(
              "PointInTimeRecoverySpecification",
              "SSESpecification",
              "Tags",
              "DeletionProtectionEnabled",
              "TableClass",
              "ContributorInsightsSpecification",
              "OnDemandThroughput",
              "ResourcePolicy",
              "StreamSpecification",
              "WarmThroughput")
          .refuses("GlobalSecondaryIndexes", "indexes are not created yet")
          .refuses("LocalSecondaryIndexes", "indexes are not created yet")
          .refuses("KinesisStreamSpecification", "changes would not reach the stream")
          .refuses("ImportSourceSpecification", "nothing is imported");

  private static final PropertyTable ATTRIBUTE = PropertyTable.of("AttributeName", "AttributeType");
  private static final PropertyTable KEY = PropertyTable.of("AttributeName", "KeyType");
  private static final PropertyTable THROUGHPUT =
      PropertyTable.of("ReadCapacityUnits", "WriteCapacityUnits");
  private static final PropertyTable TIME_TO_LIVE = PropertyTable.of("AttributeName", "Enabled");

  private TableResource() {}

  static Optional<Table> read(String name, Properties properties) {
    var types = new LinkedHashMap<String, String>();
    for (var attribute : properties.list("AttributeDefinitions", ATTRIBUTE)) {
      attribute
          .required("AttributeName")
          .ifPresent(
              key -> types.put(key, attribute.oneOf("AttributeType", List.of("S", "N", "B"))));
    }
    var keys = new LinkedHashMap<String, String>();
    for (var key : properties.list("KeySchema", KEY)) {
      key.required("AttributeName")
          .ifPresent(
              attribute -> keys.put(key.oneOf("KeyType", List.of("HASH", "RANGE")), attribute));
    }
    String hash = keys.get("HASH");
    if (hash == null || !types.keySet().equals(Set.copyOf(keys.values()))) {
      properties.problem(
          "KeySchema", "must name a HASH key and exactly the attributes of AttributeDefinitions");
      return Optional.empty();
    }
    return Optional.of(
        new Table(
            name, types, hash, keys.get("RANGE"), throughput(properties), timeToLive(properties)));
  }

  private static @Nullable Throughput throughput(Properties properties) {
    String mode = properties.oneOf("BillingMode", List.of("PROVISIONED", "PAY_PER_REQUEST"));
    if (mode.equals("PAY_PER_REQUEST")) {
      return null;
    }
    if (!properties.has("ProvisionedThroughput")) {
      properties.problem(
          "BillingMode", "needs ProvisionedThroughput beside it, or must be PAY_PER_REQUEST");
    }
    var throughput = properties.inside("ProvisionedThroughput", THROUGHPUT);
    var range = Range.of(1, Integer.MAX_VALUE);
    return new Throughput(
        throughput.integer("ReadCapacityUnits", range, 1, ""),
        throughput.integer("WriteCapacityUnits", range, 1, ""));
  }

  private static @Nullable String timeToLive(Properties properties) {
    var specification = properties.inside("TimeToLiveSpecification", TIME_TO_LIVE);
    return specification.flag("Enabled", false)
        ? specification.required("AttributeName").orElse(null)
        : null;
  }
}
