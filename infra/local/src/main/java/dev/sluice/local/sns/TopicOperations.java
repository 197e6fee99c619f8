package dev.sluice.local.sns;

import dev.sluice.local.server.Xml;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The operations on topics and subscriptions: parameters in, the content of the result out.
final class TopicOperations {

  private static final int PAGE = 100;

  /// Attributes that change nothing here: who may publish, texts, encryption, logging, tracing.
  private static final Set<String> TOPIC_ATTRIBUTES =
      Set.of("DisplayName", "Policy", "KmsMasterKeyId", "SignatureVersion", "TracingConfig");

  private final Topics topics;
  private final String arnPrefix;
  private final String account;
  private final boolean hasQueues;

  /// `hasQueues` says whether the local cloud has an SQS to deliver to.
  TopicOperations(Topics topics, String region, String account, boolean hasQueues) {
    this.topics = topics;
    this.arnPrefix = "arn:aws:sns:" + region + ":" + account + ":";
    this.account = account;
    this.hasQueues = hasQueues;
  }

  Xml createTopic(Parameters parameters) {
    var name = parameters.required("Name");
    if (name.endsWith(".fifo") || parameters.map("Attributes").containsKey("FifoTopic")) {
      throw Parameters.invalid("FifoTopic Reason: the local cloud has no FIFO topics yet");
    }
    if (!name.matches("[a-zA-Z0-9_-]{1,256}")) {
      throw Parameters.invalid("Topic Name");
    }
    var attributes = parameters.map("Attributes");
    attributes.keySet().forEach(TopicOperations::requireTopicAttribute);
    topics.create(arnPrefix + name, attributes);
    return Xml.content().add("TopicArn", arnPrefix + name);
  }

  private static void requireTopicAttribute(String name) {
    if (!TOPIC_ATTRIBUTES.contains(name)) {
      throw Parameters.invalid(
          "AttributeName Reason: the local cloud does not honour the topic attribute "
              + name
              + " yet; it knows "
              + TOPIC_ATTRIBUTES.stream().sorted().toList());
    }
  }

  Xml deleteTopic(Parameters parameters) {
    topics.delete(parameters.required("TopicArn"));
    return Xml.content();
  }

  Xml listTopics(Parameters parameters) {
    var after = parameters.text("NextToken").orElse("");
    var rest = topics.arns().stream().filter(arn -> arn.compareTo(after) > 0).toList();
    var members = Xml.content();
    var page = rest.subList(0, Math.min(PAGE, rest.size()));
    page.forEach(arn -> members.add("member", Xml.content().add("TopicArn", arn)));
    var result = Xml.content().add("Topics", members);
    return rest.size() > PAGE ? result.add("NextToken", page.getLast()) : result;
  }

  Xml getTopicAttributes(Parameters parameters) {
    var arn = parameters.required("TopicArn");
    var attributes = new LinkedHashMap<String, String>();
    attributes.put("TopicArn", arn);
    attributes.put("Owner", account);
    attributes.put("DisplayName", "");
    attributes.put("SubscriptionsConfirmed", Integer.toString(topics.subscriptionsOf(arn).size()));
    attributes.put("SubscriptionsPending", "0");
    attributes.put("SubscriptionsDeleted", "0");
    attributes.putAll(topics.attributes(arn));
    return attributes(attributes);
  }

  Xml setTopicAttributes(Parameters parameters) {
    var name = parameters.required("AttributeName");
    requireTopicAttribute(name);
    topics.setAttribute(
        parameters.required("TopicArn"), name, parameters.text("AttributeValue").orElse(""));
    return Xml.content();
  }

  Xml subscribe(Parameters parameters) {
    var protocol = parameters.required("Protocol");
    if (!"sqs".equals(protocol)) {
      throw Parameters.invalid(
          "Protocol Reason: the local cloud delivers to sqs only, not to " + protocol);
    }
    if (!hasQueues) {
      throw Parameters.invalid("Protocol Reason: this local cloud was started without SQS");
    }
    var queue = parameters.text("Endpoint").orElse("");
    if (!queue.matches("arn:aws:sqs:[^:]+:\\d{12}:[A-Za-z0-9_-]{1,80}")) {
      throw Parameters.invalid("SQS endpoint ARN");
    }
    var attributes = parameters.map("Attributes");
    attributes.keySet().forEach(TopicOperations::requireSubscriptionAttribute);
    var raw = Boolean.parseBoolean(attributes.getOrDefault("RawMessageDelivery", "false"));
    var added = topics.subscribe(parameters.required("TopicArn"), queue, raw);
    return Xml.content().add("SubscriptionArn", added.arn());
  }

  private static void requireSubscriptionAttribute(String name) {
    if (!"RawMessageDelivery".equals(name)) {
      throw Parameters.invalid(
          "AttributeName Reason: the local cloud does not honour the subscription attribute "
              + name
              + " yet; it knows RawMessageDelivery");
    }
  }

  Xml unsubscribe(Parameters parameters) {
    topics.unsubscribe(parameters.required("SubscriptionArn"));
    return Xml.content();
  }

  Xml setSubscriptionAttributes(Parameters parameters) {
    requireSubscriptionAttribute(parameters.required("AttributeName"));
    topics.setRaw(
        parameters.required("SubscriptionArn"),
        Boolean.parseBoolean(parameters.text("AttributeValue").orElse("false")));
    return Xml.content();
  }

  Xml getSubscriptionAttributes(Parameters parameters) {
    var subscription = topics.subscription(parameters.required("SubscriptionArn"));
    var attributes = new LinkedHashMap<String, String>();
    attributes.put("SubscriptionArn", subscription.arn());
    attributes.put("TopicArn", subscription.topicArn());
    attributes.put("Owner", account);
    attributes.put("Protocol", "sqs");
    attributes.put("Endpoint", subscription.queueArn());
    attributes.put("RawMessageDelivery", Boolean.toString(subscription.raw()));
    attributes.put("ConfirmationWasAuthenticated", "true");
    attributes.put("PendingConfirmation", "false");
    return attributes(attributes);
  }

  private static Xml attributes(Map<String, String> attributes) {
    var entries = Xml.content();
    attributes.forEach(
        (name, value) -> entries.add("entry", Xml.content().add("key", name).add("value", value)));
    return Xml.content().add("Attributes", entries);
  }

  Xml listSubscriptionsByTopic(Parameters parameters) {
    return subscriptions(topics.subscriptionsOf(parameters.required("TopicArn")), parameters);
  }

  Xml listSubscriptions(Parameters parameters) {
    return subscriptions(topics.subscriptions(), parameters);
  }

  private Xml subscriptions(Collection<Subscription> all, Parameters parameters) {
    var after = parameters.text("NextToken").orElse("");
    List<Subscription> rest = all.stream().filter(s -> s.arn().compareTo(after) > 0).toList();
    var members = Xml.content();
    var page = rest.subList(0, Math.min(PAGE, rest.size()));
    for (var each : page) {
      members.add(
          "member",
          Xml.content()
              .add("SubscriptionArn", each.arn())
              .add("Owner", account)
              .add("Protocol", "sqs")
              .add("Endpoint", each.queueArn())
              .add("TopicArn", each.topicArn()));
    }
    var result = Xml.content().add("Subscriptions", members);
    return rest.size() > PAGE ? result.add("NextToken", page.getLast().arn()) : result;
  }
}
