/// Execution environments and their lives. Imports identity, invoke, time, lifecycle.
@NullMarked
package dev.sluice.ingest.worker;

import org.jspecify.annotations.NullMarked;
