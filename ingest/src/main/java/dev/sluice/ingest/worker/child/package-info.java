/// What runs inside an execution environment, before Amazon's runtime interface client. Its classes
/// are copied onto the child's class path one by one, so they use nothing but the JDK.
@NullMarked
package dev.sluice.ingest.worker.child;

import org.jspecify.annotations.NullMarked;
