/// The local cloud: SQS, SNS, S3, Kinesis and DynamoDB on loopback, for the demo and for tests.
///
/// Main types: [dev.sluice.local.LocalCloud] starts and stops the services,
/// [dev.sluice.local.LocalCommand] is `sluice local`. Each service is one sub-package that knows
/// nothing of the others but their API. Never a dependency of a shipped artifact.
@NullMarked
package dev.sluice.local;

import org.jspecify.annotations.NullMarked;
