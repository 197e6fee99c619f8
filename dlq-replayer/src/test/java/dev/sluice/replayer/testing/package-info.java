/// Fakes and builders of the tests.
@NullMarked
package dev.sluice.replayer.testing;

import org.jspecify.annotations.NullMarked;
