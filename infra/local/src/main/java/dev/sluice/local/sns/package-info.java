/// SNS in memory: standard topics with subscriptions of SQS queues, spoken to in the query
/// protocol.
///
/// Its one public type is [dev.sluice.local.sns.SnsServer]. What would change where a message goes
/// and is not here (FIFO topics, filter policies, redrive policies, protocols other than sqs) is
/// refused by name.
@NullMarked
package dev.sluice.local.sns;

import org.jspecify.annotations.NullMarked;
