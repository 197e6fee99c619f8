package dev.sluice.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.sluice.demo.process.NodeProcess;
import dev.sluice.local.LocalCloud;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;

/// The parts of a running pipeline that the demo drives and reads.
///
/// @param cloud the local cloud
/// @param nodes the nodes' processes
/// @param replay starts the replayer
record Pipeline(LocalCloud cloud, Nodes nodes, Replay replay) {

  static Pipeline on(LocalCloud cloud, Path root, Path folder, int nodes) {
    return new Pipeline(
        cloud,
        new Nodes(new NodeProcess.Place(root, folder, cloud.environment()), nodes),
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

  /// The counters per mapping, summed over the nodes that run; nothing of one that does not answer.
  JsonNode metrics() {
    return MappingSums.of(nodes.addresses().stream().map(Pipeline::metrics).toList());
  }

  private static JsonNode metrics(URI node) {
    try (InputStream answer = node.resolve("/metrics.json").toURL().openStream()) {
      return new ObjectMapper().readTree(answer).path("mappings");
    } catch (IOException unreachable) {
      return JsonNodeFactory.instance.arrayNode();
    }
  }
}
