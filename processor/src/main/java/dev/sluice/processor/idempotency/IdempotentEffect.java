package dev.sluice.processor.idempotency;

import com.amazonaws.services.lambda.runtime.Context;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.lambda.powertools.idempotency.Idempotency;
import software.amazon.lambda.powertools.idempotency.IdempotencyConfig;
import software.amazon.lambda.powertools.idempotency.IdempotencyKey;
import software.amazon.lambda.powertools.idempotency.Idempotent;
import software.amazon.lambda.powertools.idempotency.exceptions.IdempotencyAlreadyInProgressException;

/// Lets an effect take place once per key, by the marks Powertools keeps in a table: a mark *in
/// progress* before the effect, *completed* with the answer after it. A process that dies between
/// effect and second mark repeats the effect: they are two writes.
///
/// Powertools 1.x keeps its configuration, its context and the function name it builds ids from in
/// fields that all threads share, and mixes up concurrent calls without an error. Hence one
/// instance for each environment, and one call at a time, which the lock sees to.
public final class IdempotentEffect {

  /// How long a repeated delivery is recognised: longer than a source keeps a record (queue 4 days,
  /// stream 1 day) and a queue of letters keeps its letter (14 days, the most there is) together. A
  /// letter replayed on its last day, whose effect had taken place before it failed, is the latest
  /// that can come back.
  private static final Duration RECOGNISED_FOR = Duration.ofDays(21);

  /// For the class loader, as is the state it guards.
  private static final ReentrantLock ONE_CALL_AT_A_TIME = new ReentrantLock();

  private final EffectJoinPoint joinPoint = new EffectJoinPoint();

  /// Configures Powertools for this environment.
  ///
  /// @param client reaches the table
  /// @param table has the key `id` (S) and a time to live on `expiration`
  public IdempotentEffect(DynamoDbClient client, String table) {
    Idempotency.config()
        .withConfig(IdempotencyConfig.builder().withExpiration(RECOGNISED_FOR).build())
        .withPersistenceStore(new MarksTable(client, table))
        .configure();
  }

  /// Lets the effect take place, unless it did so before.
  ///
  /// @param key what the effect is known by, as JSON
  /// @param context of this invocation: a mark *in progress* counts until its time is over
  /// @param effect takes place, and says what came of it; if it throws, it did not take place
  /// @return what came of it, now or the first time
  /// @throws EffectInProgressException if another invocation is at it
  public String once(JsonNode key, Context context, Supplier<String> effect) {
    ONE_CALL_AT_A_TIME.lock();
    try {
      Idempotency.registerLambdaContext(context);
      return joinPoint.take(key, effect);
    } catch (IdempotencyAlreadyInProgressException e) {
      throw new EffectInProgressException(key, e);
    } finally {
      ONE_CALL_AT_A_TIME.unlock();
    }
  }

  /// The method the aspect is woven into. Its name is part of every mark's id: do not change it.
  private static final class EffectJoinPoint {

    @Idempotent
    @SuppressWarnings("UnusedVariable") // the key is read by the aspect
    String take(@IdempotencyKey JsonNode key, Supplier<String> effect) {
      return effect.get();
    }
  }
}
