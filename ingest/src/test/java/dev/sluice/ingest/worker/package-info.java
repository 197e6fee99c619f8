/// Tests of execution environments, and the functions they run.
@NullMarked
package dev.sluice.ingest.worker;

import org.jspecify.annotations.NullMarked;
