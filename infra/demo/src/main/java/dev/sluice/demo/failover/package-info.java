/// `sluice failover`: kills and stops real nodes under a stream that is fed all the time, and
/// measures how long a shard goes without its records being handled, and whether any was lost or
/// handled again. Imports the demo's processes, the local cloud and the SDK. [NoteHandler] runs in
/// the nodes' execution environments, so it uses nothing but the JDK.
@NullMarked
package dev.sluice.demo.failover;

import org.jspecify.annotations.NullMarked;
