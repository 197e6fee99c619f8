/// Put it together, start it, stop it: the command line and wiring by hand. Imports everything, is
/// imported by nothing.
@NullMarked
package dev.sluice.ingest.app;

import org.jspecify.annotations.NullMarked;
