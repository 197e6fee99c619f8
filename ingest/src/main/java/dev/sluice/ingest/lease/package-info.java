/// Who may poll what, until when, and up to where. Imports identity, source, time, lifecycle.
///
/// A node proves that it lives by a counter in its row. Who sees the counter stand still for the
/// lease duration declares the node dead by one conditional write and only then takes its leases. A
/// node trusts its own leases for less long than that, so that two never hold the same one.
@NullMarked
package dev.sluice.ingest.lease;

import org.jspecify.annotations.NullMarked;
