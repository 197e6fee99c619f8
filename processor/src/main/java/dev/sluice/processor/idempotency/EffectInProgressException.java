package dev.sluice.processor.idempotency;

import com.fasterxml.jackson.databind.JsonNode;

/// Says that another invocation has begun the effect and neither completed nor given it up: it may
/// yet take place there, so it must not here.
public final class EffectInProgressException extends RuntimeException {

  EffectInProgressException(JsonNode key, Throwable cause) {
    super(
        "The effect of "
            + key
            + " is in progress in another invocation; it is left to that one or to a later"
            + " attempt.",
        cause);
  }
}
