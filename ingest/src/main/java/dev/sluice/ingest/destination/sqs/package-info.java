/// Destinations that are queues of SQS.
@NullMarked
package dev.sluice.ingest.destination.sqs;

import org.jspecify.annotations.NullMarked;
