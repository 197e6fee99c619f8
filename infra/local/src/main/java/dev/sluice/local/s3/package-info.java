/// S3: s3proxy behind a front of ours that passes everything on and adds what no S3 server has,
/// bucket notifications to queues and topics in S3's exact form (EVT-002 and following).
///
/// Its one public type is [dev.sluice.local.s3.S3Server]. A function is no target here: it is
/// reached through its inbox queue, as on AWS. Uploads by HTML form, and events other than
/// creations and removals, are refused by name.
@NullMarked
package dev.sluice.local.s3;

import org.jspecify.annotations.NullMarked;
