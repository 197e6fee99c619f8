/// The demo: the sample pipeline on real data, from a local cloud and real processes to a report
/// that is compared, row by row, with an independent recount of the file. Imports the local cloud
/// and the SDK; the node and the replayer are started as the processes a user would start.
@NullMarked
package dev.sluice.demo;

import org.jspecify.annotations.NullMarked;
