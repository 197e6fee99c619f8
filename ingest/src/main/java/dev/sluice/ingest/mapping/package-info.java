/// What the customer asked for: each stage's own settings, put together.
@NullMarked
package dev.sluice.ingest.mapping;

import org.jspecify.annotations.NullMarked;
