/// Ties a test to the rules of `docs/rules` it verifies ([Rule]), and reports what became of it
/// ([RuleListener]). Test scope only; imports nothing of ours.
@NullMarked
package dev.sluice.rules;

import org.jspecify.annotations.NullMarked;
