package dev.sluice.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.sluice.local.LocalCloud;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/// The parts of a running pipeline that the demo drives and reads.
///
/// @param cloud the local cloud
/// @param node the node's process
/// @param replay starts the replayer
record Pipeline(LocalCloud cloud, NodeProcess node, Replay replay) {

  static Pipeline on(LocalCloud cloud, Path root, Path folder) {
    return new Pipeline(
        cloud,
        new NodeProcess(root, folder, cloud.environment()),
        new Replay(root, folder, cloud.environment()));
  }

  String bucket() {
    return "sluice-uploads-" + LocalCloud.ACCOUNT;
  }

  Tables tables() {
    return new Tables(cloud.dynamoDb());
  }

  Queues queues() {
    return new Queues(cloud.sqs());
  }

  Letters letters() {
    return new Letters(cloud.sqs(), cloud.kinesis());
  }

  /// The node's counters per mapping; an empty list when it does not answer.
  JsonNode metrics() {
    try (InputStream answer = node.address().resolve("/metrics.json").toURL().openStream()) {
      return new ObjectMapper().readTree(answer).path("mappings");
    } catch (IOException unreachable) {
      return JsonNodeFactory.instance.arrayNode();
    }
  }
}
