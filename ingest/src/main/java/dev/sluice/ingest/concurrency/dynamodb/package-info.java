/// Shares of limits in the lease table. Imports concurrency, identity, lease and the SDK; imported
/// by `app` alone.
@NullMarked
package dev.sluice.ingest.concurrency.dynamodb;

import org.jspecify.annotations.NullMarked;
