/// Servers that run as child processes with a class path of their own, and the mains that run in
/// there.
@NullMarked
package dev.sluice.local.child;

import org.jspecify.annotations.NullMarked;
