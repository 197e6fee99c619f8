package dev.sluice.demo;

/// The three ways in which a record of the pipeline ends as a dead letter.
enum LetterKind {
  /// The failure record of a stream batch.
  STREAM("stream", "sluice-quakes-failures"),
  /// A message moved by its queue's redrive policy.
  QUEUE("queue", "sluice-reviews-dlq"),
  /// The failure record of an asynchronous event.
  ASYNC("async", "sluice-alerts-failures");

  private final String words;
  private final String queueName;

  LetterKind(String words, String queueName) {
    this.words = words;
    this.queueName = queueName;
  }

  String words() {
    return words;
  }

  String queueName() {
    return queueName;
  }
}
