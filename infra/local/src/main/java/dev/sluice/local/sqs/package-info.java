/// SQS, served by ElasticMQ in this process.
@NullMarked
package dev.sluice.local.sqs;

import org.jspecify.annotations.NullMarked;
