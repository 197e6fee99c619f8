/// Queues of Amazon SQS, and the shape of their events. Imports source, identity and the AWS SDK;
/// imported by app alone.
@NullMarked
package dev.sluice.ingest.source.sqs;

import org.jspecify.annotations.NullMarked;
