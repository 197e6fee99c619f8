package dev.sluice.local.sns;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// What a queue gets instead of the bare message, unless it asked for raw delivery (EVT-030).
record Envelope(String messageId, String topicArn, Notification notification, Instant time) {

  private static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  /// The text a subscriber gets, in the recorded order of keys.
  String text(Subscription subscription, Signer signer, String region) {
    var json = JsonNodeFactory.instance.objectNode();
    json.put("Type", "Notification");
    json.put("MessageId", messageId);
    json.put("TopicArn", topicArn);
    notification.subject().ifPresent(s -> json.put("Subject", s));
    json.put("Message", notification.message());
    json.put("Timestamp", TIMESTAMP.format(time));
    json.put("SignatureVersion", signer.version());
    json.put("Signature", signer.sign(toBeSigned()));
    var host = "https://sns." + region + ".amazonaws.com/";
    json.put("SigningCertURL", host + "SimpleNotificationService-" + signer.keyId() + ".pem");
    json.put("UnsubscribeURL", host + "?Action=Unsubscribe&SubscriptionArn=" + subscription.arn());
    if (!notification.attributes().isEmpty()) {
      var attributes = json.putObject("MessageAttributes");
      notification
          .attributes()
          .forEach(
              (name, attribute) ->
                  attributes
                      .putObject(name)
                      .put("Type", attribute.type())
                      .put("Value", attribute.value()));
    }
    return json.toString();
  }

  /// Names and values, one a line, of what a signature covers (EVT-044).
  private String toBeSigned() {
    return "Message\n"
        + notification.message()
        + "\nMessageId\n"
        + messageId
        + notification.subject().map(s -> "\nSubject\n" + s).orElse("")
        + "\nTimestamp\n"
        + TIMESTAMP.format(time)
        + "\nTopicArn\n"
        + topicArn
        + "\nType\nNotification\n";
  }
}
