package dev.sluice.ingest.template;

/// What `AWS::S3::Bucket` may have.
final class BucketResource {

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
              "ObjectLockConfiguration",
              "ObjectLockEnabled",
              "OwnershipControls",
              "PublicAccessBlockConfiguration",
              "Tags",
              "WebsiteConfiguration")
          .refuses(
              "NotificationConfiguration",
              "write it as an event of type S3 of the function it is for")
          .refuses("ReplicationConfiguration", "objects are not replicated")
          .refuses("VersioningConfiguration", "events would lack the version");

  private BucketResource() {}
}
