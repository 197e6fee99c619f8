/// The one place that configures Powertools idempotency, and the only one that imports it. Main
/// type: [IdempotentEffect]. Imports nothing of the other packages.
@NullMarked
package dev.sluice.processor.idempotency;

import org.jspecify.annotations.NullMarked;
