package dev.sluice.processor.functions;

import com.amazonaws.services.lambda.runtime.Context;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.sluice.processor.idempotency.EffectInProgressException;
import dev.sluice.processor.idempotency.IdempotentEffect;
import dev.sluice.processor.quakes.Patience;
import dev.sluice.processor.quakes.Quake;
import java.util.function.Supplier;

/// Lets an effect take place once, and waits for another invocation that is at it already: what was
/// delivered twice at the same time succeeds twice, instead of failing once.
final class OnceOnly {

  private final IdempotentEffect effects;
  private final Patience patience;

  OnceOnly(IdempotentEffect effects, Patience patience) {
    this.effects = effects;
    this.patience = patience;
  }

  /// @return what came of the effect, now or the first time
  /// @throws EffectInProgressException if the other invocation outlasts this one's time
  String run(JsonNode key, Context context, Supplier<String> effect) {
    for (int attempt = 1; ; attempt++) {
      try {
        return effects.once(key, context, effect);
      } catch (EffectInProgressException e) {
        if (!patience.waitAfter(attempt, Waiting.remaining(context).get())) {
          throw e;
        }
      }
    }
  }

  /// One version of a quake.
  static JsonNode key(Quake quake) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("id", quake.id())
        .put("updated", quake.updated().toEpochMilli());
  }
}
