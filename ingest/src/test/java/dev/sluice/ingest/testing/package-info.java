/// What tests of several packages share: time turned by hand, listeners that remember.
@NullMarked
package dev.sluice.ingest.testing;

import org.jspecify.annotations.NullMarked;
