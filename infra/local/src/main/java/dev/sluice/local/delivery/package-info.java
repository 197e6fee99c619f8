/// How one service of the local cloud hands something to another: through its API, as a client.
@NullMarked
package dev.sluice.local.delivery;

import org.jspecify.annotations.NullMarked;
