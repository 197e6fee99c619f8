/// Now, waiting and backing off, all replaceable. The only place that reads a clock. Imports the
/// JDK only.
@NullMarked
package dev.sluice.ingest.time;

import org.jspecify.annotations.NullMarked;
