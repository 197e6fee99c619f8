package dev.sluice.processor.batch;

import java.util.List;

/// What is peculiar to one kind of event.
///
/// @param <E> the event
/// @param <T> one record of it
/// @param <R> the answer
sealed interface BatchKind<E, T, R> permits SqsBatch, KinesisBatch {

  /// The records in the order of the event.
  List<T> records(E event);

  /// What names the record in the answer.
  String identifier(T record);

  /// Records of equal lanes are handled in order, and not at all after a failure in their lane.
  ///
  /// @param parallel whether lanes are going to be handled at the same time
  Object lane(T record, boolean parallel);

  /// The text a typed handler's message is read from, as JSON.
  byte[] body(T record);

  /// @param unsettled what failed or was left out after a failure, in the order of the event
  R answer(List<T> unsettled);
}
