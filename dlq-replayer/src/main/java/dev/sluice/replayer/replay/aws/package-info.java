/// The replay seams on the AWS SDK. Imports replay, deadletter and the SDK; imported by command
/// alone.
@NullMarked
package dev.sluice.replayer.replay.aws;

import org.jspecify.annotations.NullMarked;
