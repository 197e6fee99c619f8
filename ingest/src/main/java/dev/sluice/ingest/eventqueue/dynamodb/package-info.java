/// The table of waiting events in DynamoDB.
@NullMarked
package dev.sluice.ingest.eventqueue.dynamodb;

import org.jspecify.annotations.NullMarked;
