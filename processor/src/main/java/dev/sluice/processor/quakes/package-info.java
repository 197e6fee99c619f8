/// The sample domain: read features, store a quake, count quakes per network and hour. Main types:
/// [FeatureReader], [Quake], [QuakeStore], [HourlyCounts]. Imports nothing of the other packages
/// and no Lambda types.
@NullMarked
package dev.sluice.processor.quakes;

import org.jspecify.annotations.NullMarked;
