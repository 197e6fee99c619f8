/// Kinesis through the AWS SDK, and the JSON its records have in an event. Imports source, identity
/// and the SDK; imported by `app` alone.
@NullMarked
package dev.sluice.ingest.source.kinesis;

import org.jspecify.annotations.NullMarked;
