/// Makes resources through the AWS SDK.
@NullMarked
package dev.sluice.ingest.provision.aws;

import org.jspecify.annotations.NullMarked;
