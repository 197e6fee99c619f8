/// The lease store on a DynamoDB table. Imports lease, identity, source and the SDK; imported by
/// `app` alone.
@NullMarked
package dev.sluice.ingest.lease.dynamodb;

import org.jspecify.annotations.NullMarked;
