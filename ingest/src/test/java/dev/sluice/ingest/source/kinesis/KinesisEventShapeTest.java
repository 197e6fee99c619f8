package dev.sluice.ingest.source.kinesis;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.ingest.identity.Arn;
import dev.sluice.ingest.source.Bytes;
import dev.sluice.ingest.source.SequenceNumber;
import dev.sluice.ingest.source.ShardId;
import dev.sluice.ingest.source.StreamRecord;
import dev.sluice.ingest.testing.Fixtures;
import dev.sluice.rules.Rule;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

final class KinesisEventShapeTest {

  private static final Arn STREAM =
      Arn.parse("arn:aws:kinesis:eu-central-1:111122223333:stream/clicks");
  private static final Arn ROLE = Arn.parse("arn:aws:iam::111122223333:role/order-handler-role");

  private static final JsonMapper JSON = new JsonMapper();

  private final KinesisEventShape shape = new KinesisEventShape(STREAM, ROLE);

  private static StreamRecord of(JsonNode kinesis) {
    return new StreamRecord(
        new ShardId("shardId-000000000000"),
        SequenceNumber.parse(kinesis.get("sequenceNumber").textValue()),
        kinesis.get("partitionKey").textValue(),
        new Bytes(Base64.getDecoder().decode(kinesis.get("data").textValue())),
        Instant.ofEpochMilli(
            kinesis
                .get("approximateArrivalTimestamp")
                .decimalValue()
                .movePointRight(3)
                .longValue()));
  }

  private static StreamRecord record(String key, byte[] data, Instant arrival) {
    return new StreamRecord(
        new ShardId("shardId-000000000007"),
        SequenceNumber.parse("49668405670000000000000000000000000000000000100000001000"),
        key,
        new Bytes(data),
        arrival);
  }

  private String text(List<StreamRecord> records) {
    return new String(shape.write(records).array(), StandardCharsets.UTF_8);
  }

  @Test
  @Rule({"KIN-030", "KIN-031", "KIN-032"})
  void writes_the_recorded_event_byte_for_byte() {
    JsonNode recorded = Fixtures.read("event-kinesis.json");
    var records = new ArrayList<StreamRecord>();
    recorded.get("Records").forEach(r -> records.add(of(r.get("kinesis"))));

    assertThat(text(records)).isEqualTo(recorded.toString());
  }

  @Test
  @Rule("KIN-024")
  void knows_how_long_an_event_will_be() throws JsonProcessingException {
    var records =
        List.of(
            record("k", new byte[0], Instant.ofEpochMilli(1_764_079_621_000L)),
            record("tab\t quote\" \u00e9 \u2028 \ud83d\ude00 \u0001", new byte[1], Instant.EPOCH),
            record("back\\slash", new byte[1_000], Instant.ofEpochMilli(1_764_079_621_120L)));

    long announced = shape.overhead();
    for (StreamRecord record : records) {
      announced += shape.length(record);
    }

    assertThat(shape.write(records).length()).isEqualTo(announced);
    assertThat(JSON.readTree(text(records)).at("/Records/1/kinesis/partitionKey").textValue())
        .isEqualTo(records.get(1).partitionKey());
  }

  @Test
  @Rule("KIN-032")
  void writes_arrival_with_up_to_three_decimals() {
    assertThat(text(List.of(record("k", new byte[0], Instant.ofEpochMilli(1_764_079_621_120L)))))
        .contains("\"approximateArrivalTimestamp\":1764079621.12}");
    assertThat(text(List.of(record("k", new byte[0], Instant.ofEpochMilli(1_764_079_620_000L)))))
        .contains("\"approximateArrivalTimestamp\":1764079620.0}");
  }
}
