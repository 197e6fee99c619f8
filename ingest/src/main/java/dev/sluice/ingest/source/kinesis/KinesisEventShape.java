package dev.sluice.ingest.source.kinesis;

import dev.sluice.ingest.identity.Arn;
import dev.sluice.ingest.source.Bytes;
import dev.sluice.ingest.source.EventShape;
import dev.sluice.ingest.source.StreamRecord;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

/// The event a function receives for records of a Kinesis stream (KIN-030 to KIN-032). Keys stand
/// in Lambda's order; what is the same in every record is encoded once.
public final class KinesisEventShape implements EventShape<StreamRecord> {

  private static final byte[] BEFORE = ascii("{\"Records\":[");
  private static final byte[] AFTER = ascii("]}");
  private static final byte[] TO_KEY =
      ascii("{\"kinesis\":{\"kinesisSchemaVersion\":\"1.0\",\"partitionKey\":");
  private static final byte[] TO_SEQUENCE = ascii(",\"sequenceNumber\":\"");
  private static final byte[] TO_DATA = ascii("\",\"data\":\"");
  private static final byte[] TO_ARRIVAL = ascii("\",\"approximateArrivalTimestamp\":");
  private static final byte[] TO_ID =
      ascii("},\"eventSource\":\"aws:kinesis\",\"eventVersion\":\"1.0\",\"eventID\":\"");

  private final byte[] toEnd;

  /// @param stream the mapping's event source
  /// @param role the function's execution role (KIN-031)
  public KinesisEventShape(Arn stream, Arn role) {
    this.toEnd =
        ("\",\"eventName\":\"aws:kinesis:record\",\"invokeIdentityArn\":"
                + JsonText.quote(role.toString())
                + ",\"awsRegion\":"
                + JsonText.quote(stream.region())
                + ",\"eventSourceARN\":"
                + JsonText.quote(stream.toString())
                + "}")
            .getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public int overhead() {
    return BEFORE.length + AFTER.length;
  }

  @Override
  public long length(StreamRecord record) {
    long constants =
        TO_KEY.length
            + TO_SEQUENCE.length
            + TO_DATA.length
            + TO_ARRIVAL.length
            + TO_ID.length
            + toEnd.length
            + 2L; // the colon in the event id, and the comma
    return constants
        + key(record).length
        + 2L * record.sequenceNumber().toString().length()
        + (record.data().length() + 2) / 3 * 4L
        + seconds(record.approximateArrival()).length()
        + record.shardId().value().length();
  }

  @Override
  public Bytes write(List<StreamRecord> records) {
    long size = overhead();
    for (StreamRecord record : records) {
      size += length(record);
    }
    var out = new ByteArrayOutputStream(Math.toIntExact(size));
    out.writeBytes(BEFORE);
    boolean first = true;
    for (StreamRecord record : records) {
      if (!first) {
        out.write(',');
      }
      first = false;
      write(record, out);
    }
    out.writeBytes(AFTER);
    return new Bytes(out.toByteArray());
  }

  private void write(StreamRecord record, ByteArrayOutputStream out) {
    byte[] sequenceNumber = ascii(record.sequenceNumber().toString());
    out.writeBytes(TO_KEY);
    out.writeBytes(key(record));
    out.writeBytes(TO_SEQUENCE);
    out.writeBytes(sequenceNumber);
    out.writeBytes(TO_DATA);
    out.writeBytes(Base64.getEncoder().encode(record.data().array()));
    out.writeBytes(TO_ARRIVAL);
    out.writeBytes(ascii(seconds(record.approximateArrival())));
    out.writeBytes(TO_ID);
    out.writeBytes(ascii(record.shardId().value()));
    out.write(':');
    out.writeBytes(sequenceNumber);
    out.writeBytes(toEnd);
  }

  private static byte[] key(StreamRecord record) {
    return JsonText.quote(record.partitionKey()).getBytes(StandardCharsets.UTF_8);
  }

  /// Epoch seconds with up to three decimals (KIN-032); the first decimal is always written.
  private static String seconds(Instant moment) {
    BigDecimal seconds = BigDecimal.valueOf(moment.toEpochMilli(), 3).stripTrailingZeros();
    return seconds.scale() < 1 ? seconds.setScale(1).toPlainString() : seconds.toPlainString();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
