/// The names things go by. Imports the JDK only.
@NullMarked
package dev.sluice.ingest.identity;

import org.jspecify.annotations.NullMarked;
