/// Says what was found and what happened: for a person, as JSON, as an exit status. Imports replay,
/// selection and deadletter.
@NullMarked
package dev.sluice.replayer.report;

import org.jspecify.annotations.NullMarked;
