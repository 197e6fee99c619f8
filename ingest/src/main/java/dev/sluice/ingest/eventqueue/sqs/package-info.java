/// Inboxes that are queues of SQS.
@NullMarked
package dev.sluice.ingest.eventqueue.sqs;

import org.jspecify.annotations.NullMarked;
