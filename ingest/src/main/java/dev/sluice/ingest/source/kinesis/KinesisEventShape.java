package dev.sluice.ingest.source.kinesis;

import dev.sluice.ingest.identity.Arn;
import dev.sluice.ingest.source.Bytes;
import dev.sluice.ingest.source.EventShape;
import dev.sluice.ingest.source.JsonBytes;
import dev.sluice.ingest.source.StreamRecord;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

/// The event a function receives for records of a Kinesis stream, key by key in the recorded order
/// (KIN-030 to KIN-032).
public final class KinesisEventShape implements EventShape<StreamRecord> {

  private static final String OPEN = "{\"Records\":[";
  private static final String CLOSE = "]}";
  private static final String TO_KEY =
      "{\"kinesis\":{\"kinesisSchemaVersion\":\"1.0\",\"partitionKey\":";
  private static final String TO_SEQUENCE = ",\"sequenceNumber\":\"";
  private static final String TO_DATA = "\",\"data\":\"";
  private static final String TO_ARRIVAL = "\",\"approximateArrivalTimestamp\":";
  private static final String TO_ID =
      "},\"eventSource\":\"aws:kinesis\",\"eventVersion\":\"1.0\",\"eventID\":\"";
  private static final String TO_ROLE =
      "\",\"eventName\":\"aws:kinesis:record\",\"invokeIdentityArn\":";

  private final String role;
  private final String region;
  private final String stream;

  /// What every record takes, whatever it holds; the comma after it included.
  private final int constants;

  /// @param stream the mapping's event source
  /// @param role the function's execution role (KIN-031)
  public KinesisEventShape(Arn stream, Arn role) {
    this.role = role.toString();
    this.region = stream.region();
    this.stream = stream.toString();
    var end = new JsonBytes();
    writeEnd(end);
    this.constants =
        TO_KEY.length()
            + TO_SEQUENCE.length()
            + TO_DATA.length()
            + TO_ARRIVAL.length()
            + TO_ID.length()
            + ":".length()
            + end.length()
            + ",".length();
  }

  @Override
  public int overhead() {
    return OPEN.length() + CLOSE.length() - 1; // the last record has no comma
  }

  @Override
  public long length(StreamRecord record) {
    return constants
        + new JsonBytes().text(record.partitionKey()).length()
        + 2L * record.sequenceNumber().toString().length()
        + (record.data().length() + 2) / 3 * 4L
        + seconds(record.approximateArrival()).length()
        + record.shardId().value().length();
  }

  @Override
  public Bytes write(List<StreamRecord> records) {
    var json = new JsonBytes().raw(OPEN);
    String comma = "";
    for (StreamRecord record : records) {
      write(record, json.raw(comma));
      comma = ",";
    }
    return new Bytes(json.raw(CLOSE).toArray());
  }

  private void write(StreamRecord record, JsonBytes json) {
    String sequenceNumber = record.sequenceNumber().toString();
    json.raw(TO_KEY).text(record.partitionKey());
    json.raw(TO_SEQUENCE).raw(sequenceNumber);
    json.raw(TO_DATA).raw(Base64.getEncoder().encodeToString(record.data().array()));
    json.raw(TO_ARRIVAL).raw(seconds(record.approximateArrival()));
    json.raw(TO_ID).raw(record.shardId().value()).raw(":").raw(sequenceNumber);
    writeEnd(json);
  }

  private void writeEnd(JsonBytes json) {
    json.raw(TO_ROLE).text(role);
    json.raw(",\"awsRegion\":").text(region);
    json.raw(",\"eventSourceARN\":").text(stream).raw("}");
  }

  /// Epoch seconds with up to three decimals (KIN-032); the first decimal is always written.
  private static String seconds(Instant moment) {
    BigDecimal seconds = BigDecimal.valueOf(moment.toEpochMilli(), 3).stripTrailingZeros();
    return seconds.scale() < 1 ? seconds.setScale(1).toPlainString() : seconds.toPlainString();
  }
}
