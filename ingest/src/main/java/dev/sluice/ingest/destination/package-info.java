/// Carry what was finished or discarded to its Destination. Imports identity, source, batch,
/// invoke, settle.
@NullMarked
package dev.sluice.ingest.destination;

import org.jspecify.annotations.NullMarked;
