package dev.sluice.replayer.selection;

import dev.sluice.replayer.deadletter.DeadLetter;
import dev.sluice.replayer.deadletter.DeadLetterId;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/// Which letters a person asked for.
///
/// @param ids those to replay; none means all
public record ReplaySelection(Set<DeadLetterId> ids) {

  public ReplaySelection {
    ids = Collections.unmodifiableSet(new LinkedHashSet<>(ids));
  }

  public boolean chooses(DeadLetter letter) {
    return ids.isEmpty() || ids.contains(letter.id());
  }
}
