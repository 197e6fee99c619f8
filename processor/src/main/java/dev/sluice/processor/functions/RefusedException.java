package dev.sluice.processor.functions;

import dev.sluice.processor.quakes.Quake;

/// Says that this version of a function does not take a quake because of a known defect.
/// `ACCEPT_DEFECTS=true` is the version that does.
final class RefusedException extends RuntimeException {

  RefusedException(Quake quake, String defect) {
    super(
        "Quake %s of %s is refused: %s. With ACCEPT_DEFECTS=true it would be taken."
            .formatted(quake.id(), quake.updated(), defect));
  }
}
