/// Many nodes in one thread, in virtual time, on services that fail: the production loops run here
/// on virtual threads whose scheduler is a [World], so that one seed is one history.
@NullMarked
package dev.sluice.ingest.simulation;

import org.jspecify.annotations.NullMarked;
