package dev.sluice.local;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import software.amazon.awssdk.core.SdkSystemSetting;

/// The same over JSON, which the SDKs of other languages speak.
final class LocalKinesisOverJsonTest extends LocalKinesisTest {

  @BeforeAll
  static void speakJson() {
    System.setProperty(SdkSystemSetting.CBOR_ENABLED.property(), "false");
  }

  @AfterAll
  static void speakCborAgain() {
    System.clearProperty(SdkSystemSetting.CBOR_ENABLED.property());
  }

  @Override
  String contentType() {
    return "application/x-amz-json-1.1";
  }
}
