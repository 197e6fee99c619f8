package dev.sluice.processor.batch;

import com.amazonaws.services.lambda.runtime.Context;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/// Second step of [BatchMessageHandlerBuilder]: what to do with a record, and whom to tell.
///
/// @param <E> the event
/// @param <T> one record of it
/// @param <R> the answer
public final class MessageHandlerBuilder<E, T, R> {

  private static final JsonMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private final BatchKind<E, T, R> kind;
  private Consumer<T> onSuccess = _ -> {};
  private BiConsumer<T, Throwable> onFailure = (_, _) -> {};

  MessageHandlerBuilder(BatchKind<E, T, R> kind) {
    this.kind = kind;
  }

  /// Called after each record that was handled; if it throws, the record has failed.
  public MessageHandlerBuilder<E, T, R> withSuccessHandler(Consumer<T> handler) {
    this.onSuccess = handler;
    return this;
  }

  /// Called for each record whose handler threw; what it throws itself is logged and changes
  /// nothing.
  public MessageHandlerBuilder<E, T, R> withFailureHandler(BiConsumer<T, Throwable> handler) {
    this.onFailure = handler;
    return this;
  }

  /// Hands each record over as it is.
  public BatchMessageHandler<E, R> buildWithRawMessageHandler(BiConsumer<T, Context> handler) {
    return new LaneBatchHandler<>(
        kind, new LaneBatchHandler.Hooks<>(handler, onSuccess, onFailure));
  }

  /// Hands each record over as it is.
  public BatchMessageHandler<E, R> buildWithRawMessageHandler(Consumer<T> handler) {
    return buildWithRawMessageHandler((record, _) -> handler.accept(record));
  }

  /// Reads each record's body, which has to be JSON, into the type and hands that over; a body that
  /// cannot be read has failed.
  public <M> BatchMessageHandler<E, R> buildWithMessageHandler(
      BiConsumer<M, Context> handler, Class<M> type) {
    return buildWithRawMessageHandler(
        (record, context) -> handler.accept(read(record, type), context));
  }

  /// Reads each record's body, which has to be JSON, into the type and hands that over.
  public <M> BatchMessageHandler<E, R> buildWithMessageHandler(Consumer<M> handler, Class<M> type) {
    return buildWithMessageHandler((message, _) -> handler.accept(message), type);
  }

  private <M> M read(T record, Class<M> type) {
    try {
      return JSON.readValue(kind.body(record), type);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "The body of %s cannot be read as %s."
              .formatted(kind.identifier(record), type.getSimpleName()),
          e);
    }
  }
}
