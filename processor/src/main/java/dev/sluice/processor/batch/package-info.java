/// Handles a batch record by record and answers with the ones that failed. Main types:
/// [BatchMessageHandlerBuilder], [BatchMessageHandler]. Builder and handler have the shape of
/// Powertools for AWS Lambda's batch module (`software.amazon.lambda.powertools.batch`), so that
/// changing one import moves a function from one to the other. Imports nothing of the other
/// packages.
@NullMarked
package dev.sluice.processor.batch;

import org.jspecify.annotations.NullMarked;
