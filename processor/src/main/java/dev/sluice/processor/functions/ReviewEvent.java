package dev.sluice.processor.functions;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import dev.sluice.processor.batch.BatchMessageHandlerBuilder;
import dev.sluice.processor.idempotency.IdempotentEffect;
import dev.sluice.processor.quakes.EffectTable;
import dev.sluice.processor.quakes.Quake;

/// Puts what is no earthquake on the list of reviews, each version once. Refuses events without rms
/// until the fix is in.
public final class ReviewEvent implements RequestHandler<SQSEvent, SQSBatchResponse> {

  private final EffectTable reviews;
  private final OnceOnly once;
  private final Defects defects;

  public ReviewEvent() {
    this(Settings.ofEnvironment());
  }

  private ReviewEvent(Settings settings) {
    String marks = settings.required("IDEMPOTENCY_TABLE");
    String table = settings.required("REVIEWS_TABLE");
    this.defects = new Defects(settings.acceptsDefects());
    var client = Clients.dynamoDb(marks);
    this.reviews = new EffectTable(client, table);
    this.once = new OnceOnly(new IdempotentEffect(client, marks), Waiting.whileTimeRemains());
  }

  ReviewEvent(EffectTable reviews, OnceOnly once, Defects defects) {
    this.reviews = reviews;
    this.once = once;
    this.defects = defects;
  }

  @Override
  public SQSBatchResponse handleRequest(SQSEvent event, Context context) {
    return new BatchMessageHandlerBuilder()
        .withSqsBatchHandler()
        .buildWithRawMessageHandler(this::review)
        .processBatch(event, context);
  }

  private void review(SQSMessage message, Context context) {
    Quake quake = Quake.parse(message.getBody());
    defects.refuseMissingRms(quake);
    once.run(
        OnceOnly.key(quake),
        context,
        () -> {
          reviews.take(quake);
          return "reviewed";
        });
  }
}
