package dev.sluice.ingest.template;

/// What `AWS::S3::Bucket` may have.
final class BucketResource {

  private static final String LOCKED =
      "a bucket with locked objects is versioned, and events would lack the version";

  static final PropertyTable TABLE =
      PropertyTable.of("BucketName")
          .leavesAlone(
              "AccessControl",
              "AccelerateConfiguration",
              "AnalyticsConfigurations",
              "BucketEncryption",
              "CorsConfiguration",
              "IntelligentTieringConfigurations",
              "InventoryConfigurations",
              "LifecycleConfiguration",
              "LoggingConfiguration",
              "MetadataTableConfiguration",
              "MetricsConfigurations",
              "OwnershipControls",
              "PublicAccessBlockConfiguration",
              "Tags",
              "WebsiteConfiguration")
          .refuses(
              "NotificationConfiguration",
              "write it as an event of type S3 of the function it is for")
          .refuses("ObjectLockConfiguration", LOCKED)
          .refusesUnless("false", "ObjectLockEnabled", LOCKED)
          .refuses("ReplicationConfiguration", "objects are not replicated")
          .refuses("VersioningConfiguration", "events would lack the version");

  private BucketResource() {}
}
