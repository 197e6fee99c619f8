package dev.sluice.local.sns;

/// A queue that gets what is published to a topic.
///
/// @param raw whether it gets the message alone, without the envelope
record Subscription(String arn, String topicArn, String queueArn, boolean raw) {

  Subscription withRaw(boolean now) {
    return new Subscription(arn, topicArn, queueArn, now);
  }
}
