/// Create what a template needs on a local cloud, and only there (docs/adr/0001). Imports template,
/// identity, time.
@NullMarked
package dev.sluice.ingest.provision;

import org.jspecify.annotations.NullMarked;
