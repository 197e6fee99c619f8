package dev.sluice.ingest.scaling;

import dev.sluice.ingest.mapping.StreamMapping;
import dev.sluice.ingest.source.StreamSource;

/// A mapping and the stream it reads.
///
/// @param mapping what the customer asked for
/// @param source its stream
public record TrackedStream(StreamMapping mapping, StreamSource source) {}
