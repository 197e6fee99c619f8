/// Accepted asynchronous invocations, kept until they succeed, expire or are discarded.
@NullMarked
package dev.sluice.ingest.eventqueue;

import org.jspecify.annotations.NullMarked;
