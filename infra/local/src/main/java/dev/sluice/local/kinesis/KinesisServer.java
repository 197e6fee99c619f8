package dev.sluice.local.kinesis;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.HttpExchange;
import dev.sluice.local.server.LocalServer;
import dev.sluice.local.server.LoopbackHttp;
import dev.sluice.local.server.ServiceFault;
import java.io.IOException;
import java.net.URI;
import java.time.InstantSource;
import java.util.Objects;
import java.util.UUID;

/// Kinesis Data Streams, in memory on loopback, spoken to in JSON or CBOR.
public final class KinesisServer implements LocalServer {

  private static final String TARGET_PREFIX = "Kinesis_20131202.";

  private final StreamOperations onStreams;
  private final RecordOperations onRecords;
  private final LoopbackHttp http;

  private KinesisServer(int port, Streams streams, InstantSource time) {
    this.onStreams = new StreamOperations(streams);
    this.onRecords = new RecordOperations(streams, time);
    this.http = LoopbackHttp.start(port, exchange -> handle(exchange, onStreams, onRecords));
  }

  /// Starts it on `port`, 0 for a free one.
  public static KinesisServer start(int port, String region, String account, InstantSource time) {
    return new KinesisServer(port, new Streams(region, account, time), time);
  }

  private static void handle(
      HttpExchange exchange, StreamOperations onStreams, RecordOperations onRecords)
      throws IOException {
    var wire = Wire.of(exchange.getRequestHeaders().getFirst("Content-Type"));
    var target =
        Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst("X-Amz-Target"), "");
    exchange.getResponseHeaders().set("x-amzn-RequestId", UUID.randomUUID().toString());
    int status;
    JsonNode answer;
    try {
      var request = new Request(wire.read(exchange.getRequestBody()), wire);
      answer = answer(target, request, onStreams, onRecords);
      status = 200;
    } catch (ServiceFault fault) {
      status = fault.status();
      answer =
          JsonNodeFactory.instance
              .objectNode()
              .put("__type", fault.code())
              .put("message", fault.text());
    }
    LoopbackHttp.answer(exchange, status, wire.contentType(), wire.write(answer));
  }

  private static JsonNode answer(
      String target, Request request, StreamOperations onStreams, RecordOperations onRecords) {
    var operation =
        target.startsWith(TARGET_PREFIX) ? target.substring(TARGET_PREFIX.length()) : target;
    return switch (operation) {
      case "CreateStream" -> onStreams.createStream(request);
      case "DeleteStream" -> onStreams.deleteStream(request);
      case "DescribeStream" -> onStreams.describeStream(request);
      case "DescribeStreamSummary" -> onStreams.describeStreamSummary(request);
      case "ListStreams" -> onStreams.listStreams(request);
      case "ListShards" -> onStreams.listShards(request);
      case "PutRecord" -> onRecords.putRecord(request);
      case "PutRecords" -> onRecords.putRecords(request);
      case "GetShardIterator" -> onRecords.getShardIterator(request);
      case "GetRecords" -> onRecords.getRecords(request);
      default ->
          throw new ServiceFault(
              400,
              "UnknownOperationException",
              "The local cloud's Kinesis has no operation " + operation);
    };
  }

  @Override
  public URI endpoint() {
    return http.endpoint();
  }

  @Override
  public void close() {
    http.close();
  }
}
