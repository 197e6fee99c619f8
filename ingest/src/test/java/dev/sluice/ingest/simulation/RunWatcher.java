package dev.sluice.ingest.simulation;

import dev.sluice.ingest.invoke.InvocationOutcome;
import dev.sluice.ingest.simulation.FunctionEvent.Part;
import java.util.List;

/// Sees what functions do, on the simulator's thread, the moment they do it.
interface RunWatcher {

  /// Sees nothing.
  RunWatcher NONE = new RunWatcher() {};

  /// The workers of a machine have refused to call a function with this.
  default void refused(Machine machine, FunctionEvent event) {}

  /// A function begins to handle its event.
  default void begins(Run run) {}

  /// One part has had its effect, the first time or again.
  default void tookEffect(Run run, Part part, boolean again) {}

  /// A function has answered, failed or was ended.
  ///
  /// @param handled the parts of which the answer says that they succeeded
  default void ends(Run run, List<Part> handled, InvocationOutcome outcome) {}
}
