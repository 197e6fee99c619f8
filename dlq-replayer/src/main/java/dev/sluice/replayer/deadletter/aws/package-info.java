/// The deadletter seams on the AWS SDK. Imports deadletter and the SDK; imported by replay.aws and
/// command alone.
@NullMarked
package dev.sluice.replayer.deadletter.aws;

import org.jspecify.annotations.NullMarked;
