package dev.sluice.processor.functions;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SNSEvent;
import dev.sluice.processor.idempotency.IdempotentEffect;
import dev.sluice.processor.quakes.EffectTable;
import dev.sluice.processor.quakes.Quake;
import org.jspecify.annotations.Nullable;

/// Raises the alert for a strong quake, once for each version. Refuses those a tsunami message was
/// issued with until the fix is in.
public final class RaiseAlert implements RequestHandler<SNSEvent, @Nullable Void> {

  private final EffectTable alerts;
  private final OnceOnly once;
  private final Defects defects;

  public RaiseAlert() {
    this(Settings.ofEnvironment());
  }

  private RaiseAlert(Settings settings) {
    String marks = settings.required("IDEMPOTENCY_TABLE");
    String table = settings.required("ALERTS_TABLE");
    this.defects = new Defects(settings.acceptsDefects());
    var client = Clients.dynamoDb(marks);
    this.alerts = new EffectTable(client, table);
    this.once = new OnceOnly(new IdempotentEffect(client, marks), Waiting.whileTimeRemains());
  }

  RaiseAlert(EffectTable alerts, OnceOnly once, Defects defects) {
    this.alerts = alerts;
    this.once = once;
    this.defects = defects;
  }

  @Override
  public @Nullable Void handleRequest(SNSEvent event, Context context) {
    for (SNSEvent.SNSRecord record : event.getRecords()) {
      raise(Quake.parse(record.getSNS().getMessage()), context);
    }
    return null;
  }

  private void raise(Quake quake, Context context) {
    defects.refuseTsunami(quake);
    once.run(
        OnceOnly.key(quake),
        context,
        () -> {
          alerts.take(quake);
          return "raised";
        });
  }
}
