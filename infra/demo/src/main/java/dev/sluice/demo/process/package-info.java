/// The processes that the demo and the fail-over measurement start, and the folder of one run.
/// Imports the JDK alone.
@NullMarked
package dev.sluice.demo.process;

import org.jspecify.annotations.NullMarked;
