/// The words a user types, and the wiring by hand. Imports everything.
@NullMarked
package dev.sluice.replayer.command;

import org.jspecify.annotations.NullMarked;
