/// Carries out a plan, letter by letter, and removes a letter only once its own replay is
/// confirmed. Main types: [Replayer], [ReplayTarget], [ReplayOutcome]. Imports deadletter and
/// selection.
@NullMarked
package dev.sluice.replayer.replay;

import org.jspecify.annotations.NullMarked;
