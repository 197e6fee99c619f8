/// What every server of the local cloud is made of: its face to the cloud and an HTTP listener on
/// loopback.
@NullMarked
package dev.sluice.local.server;

import org.jspecify.annotations.NullMarked;
