package dev.sluice.local.sns;

import com.sun.net.httpserver.HttpExchange;
import dev.sluice.local.delivery.QueueSender;
import dev.sluice.local.server.LocalServer;
import dev.sluice.local.server.LoopbackHttp;
import dev.sluice.local.server.ServiceFault;
import dev.sluice.local.server.Xml;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;

/// SNS, in memory on loopback, delivering to the queues of one SQS.
public final class SnsServer implements LocalServer {

  private static final String NAMESPACE = "http://sns.amazonaws.com/doc/2010-03-31/";

  private final Optional<QueueSender> queues;
  private final LoopbackHttp http;

  private SnsServer(Optional<QueueSender> queues, LoopbackHttp http) {
    this.queues = queues;
    this.http = http;
  }

  /// Starts it on `port`, 0 for a free one. `sqs` is where it delivers to.
  public static SnsServer start(
      int port, String region, String account, Optional<URI> sqs, InstantSource time) {
    var topics = new Topics();
    var queues = sqs.map(endpoint -> new QueueSender(endpoint, region));
    var onTopics = new TopicOperations(topics, region, account, queues.isPresent());
    var publishing = new PublishOperations(topics, queues, Signer.create(), region, time);
    return new SnsServer(
        queues, LoopbackHttp.start(port, exchange -> handle(exchange, onTopics, publishing)));
  }

  private static void handle(
      HttpExchange exchange, TopicOperations onTopics, PublishOperations publishing)
      throws IOException {
    var form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    var parameters = Parameters.parse(form);
    var trace = Optional.ofNullable(exchange.getRequestHeaders().getFirst("X-Amzn-Trace-Id"));
    var requestId = UUID.randomUUID().toString();
    int status;
    String answer;
    try {
      var action = parameters.text("Action").orElse("");
      var result = result(action, parameters, trace, onTopics, publishing);
      var metadata = Xml.content().add("RequestId", requestId);
      var content = Xml.content().add(action + "Result", result).add("ResponseMetadata", metadata);
      answer = Xml.document(action + "Response", NAMESPACE, content);
      status = 200;
    } catch (ServiceFault fault) {
      status = fault.status();
      var error =
          Xml.content()
              .add("Type", status < 500 ? "Sender" : "Receiver")
              .add("Code", fault.code())
              .add("Message", fault.text());
      var content = Xml.content().add("Error", error).add("RequestId", requestId);
      answer = Xml.document("ErrorResponse", NAMESPACE, content);
    }
    LoopbackHttp.answer(exchange, status, "text/xml", answer.getBytes(StandardCharsets.UTF_8));
  }

  private static Xml result(
      String action,
      Parameters parameters,
      Optional<String> trace,
      TopicOperations onTopics,
      PublishOperations publishing) {
    return switch (action) {
      case "CreateTopic" -> onTopics.createTopic(parameters);
      case "DeleteTopic" -> onTopics.deleteTopic(parameters);
      case "ListTopics" -> onTopics.listTopics(parameters);
      case "GetTopicAttributes" -> onTopics.getTopicAttributes(parameters);
      case "SetTopicAttributes" -> onTopics.setTopicAttributes(parameters);
      case "Subscribe" -> onTopics.subscribe(parameters);
      case "Unsubscribe" -> onTopics.unsubscribe(parameters);
      case "GetSubscriptionAttributes" -> onTopics.getSubscriptionAttributes(parameters);
      case "SetSubscriptionAttributes" -> onTopics.setSubscriptionAttributes(parameters);
      case "ListSubscriptions" -> onTopics.listSubscriptions(parameters);
      case "ListSubscriptionsByTopic" -> onTopics.listSubscriptionsByTopic(parameters);
      case "Publish" -> publishing.publish(parameters, trace);
      case "PublishBatch" -> publishing.publishBatch(parameters, trace);
      default ->
          throw new ServiceFault(
              400, "InvalidAction", "The local cloud's SNS has no action " + action);
    };
  }

  @Override
  public URI endpoint() {
    return http.endpoint();
  }

  @Override
  public void close() {
    http.close();
    queues.ifPresent(QueueSender::close);
  }
}
