/// Read, resolve, check and explain a SAM template, the only configuration there is. Imports
/// mapping and every package that owns settings.
@NullMarked
package dev.sluice.ingest.template;

import org.jspecify.annotations.NullMarked;
