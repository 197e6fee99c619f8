/// Carry what was finished or discarded to its Destination.
///
/// [dev.sluice.ingest.destination.InvocationRecord] is what a destination is told,
/// [dev.sluice.ingest.destination.DestinationSender] hands it over. Imports identity, source,
/// batch, invoke, settle; adapters live in packages below.
@NullMarked
package dev.sluice.ingest.destination;

import org.jspecify.annotations.NullMarked;
