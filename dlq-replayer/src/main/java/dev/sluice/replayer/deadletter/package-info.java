/// Reads what failed from a queue without removing it, decodes every envelope, and refetches
/// records from their stream. Main types: [DeadLetter], [DeadLetterSource], [Envelope]. Imports
/// ingest's identity, source and invoke.
@NullMarked
package dev.sluice.replayer.deadletter;

import org.jspecify.annotations.NullMarked;
