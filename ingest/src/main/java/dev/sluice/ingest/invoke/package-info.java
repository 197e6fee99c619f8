/// The contract of calling a function, and of claiming room for it before polling. Imports
/// [dev.sluice.ingest.identity].
@NullMarked
package dev.sluice.ingest.invoke;

import org.jspecify.annotations.NullMarked;
