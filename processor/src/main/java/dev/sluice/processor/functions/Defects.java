package dev.sluice.processor.functions;

import dev.sluice.processor.quakes.Quake;

/// What the functions stumble over until they are mended: the sample pipeline's bug, and its
/// switch.
///
/// @param accepted whether the fix is in
record Defects(boolean accepted) {

  /// @throws RefusedException if the quake has no rms
  void refuseMissingRms(Quake quake) {
    if (!accepted && quake.rms() == null) {
      throw new RefusedException(quake, "rms is null");
    }
  }

  /// @throws RefusedException if a tsunami message was issued with the quake
  void refuseTsunami(Quake quake) {
    if (!accepted && quake.tsunami()) {
      throw new RefusedException(quake, "tsunami is 1");
    }
  }
}
