/// S3 and SNS push rather than being polled: turn what they put into a function's inbox into the
/// event the function gets on Lambda.
///
/// [dev.sluice.ingest.notification.NotificationReader] is what an event queue reads foreign
/// messages with. Imports eventqueue.
@NullMarked
package dev.sluice.ingest.notification;

import org.jspecify.annotations.NullMarked;
