/// Which letters are replayed and in what order. Pure. Imports deadletter.
@NullMarked
package dev.sluice.replayer.selection;

import org.jspecify.annotations.NullMarked;
