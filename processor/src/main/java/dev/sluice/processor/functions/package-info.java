/// The four functions of the sample pipeline: thin handlers, wired in their constructors, which
/// Lambda calls once for each environment. Main types: [SplitObject], [RecordQuake], [ReviewEvent],
/// [RaiseAlert]. Imports every other package.
@NullMarked
package dev.sluice.processor.functions;

import org.jspecify.annotations.NullMarked;
