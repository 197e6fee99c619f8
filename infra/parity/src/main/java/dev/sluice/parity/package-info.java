/// Measures, after all tests have run, which rules of `docs/rules` they proved: writes
/// `target/parity.json` and `docs/parity.md`. Main type: [ParityCommand]. Imports nothing of ours:
/// it reads what the tests reported, in the form `dev.sluice.rules` writes.
@NullMarked
package dev.sluice.parity;

import org.jspecify.annotations.NullMarked;
