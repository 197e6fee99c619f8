package dev.sluice.processor.functions;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.KinesisEvent;
import com.amazonaws.services.lambda.runtime.events.KinesisEvent.KinesisEventRecord;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse;
import dev.sluice.processor.batch.BatchMessageHandlerBuilder;
import dev.sluice.processor.quakes.Quake;
import dev.sluice.processor.quakes.QuakeStore;

/// Stores and counts every quake of the stream, once. Stops at the first that fails: Lambda
/// delivers it and what follows again. Refuses quakes without rms until the fix is in.
public final class RecordQuake implements RequestHandler<KinesisEvent, StreamsEventResponse> {

  private final QuakeStore store;
  private final Defects defects;

  public RecordQuake() {
    this(Settings.ofEnvironment());
  }

  private RecordQuake(Settings settings) {
    this(store(settings), new Defects(settings.acceptsDefects()));
  }

  RecordQuake(QuakeStore store, Defects defects) {
    this.store = store;
    this.defects = defects;
  }

  private static QuakeStore store(Settings settings) {
    var tables =
        new QuakeStore.Tables(settings.required("QUAKES_TABLE"), settings.required("COUNTS_TABLE"));
    return new QuakeStore(Clients.dynamoDb(tables.quakes()), tables, Waiting.forTables());
  }

  @Override
  public StreamsEventResponse handleRequest(KinesisEvent event, Context context) {
    return new BatchMessageHandlerBuilder()
        .withKinesisBatchHandler()
        .buildWithRawMessageHandler(this::record)
        .processBatch(event, context);
  }

  private void record(KinesisEventRecord record, Context context) {
    Quake quake = Quake.parse(UTF_8.decode(record.getKinesis().getData().duplicate()).toString());
    defects.refuseMissingRms(quake);
    store.store(quake, Waiting.remaining(context));
  }
}
