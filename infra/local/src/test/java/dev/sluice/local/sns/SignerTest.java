package dev.sluice.local.sns;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.util.Base64;
import org.junit.jupiter.api.Test;

final class SignerTest {

  private static final Signer SIGNER = Signer.create();

  @Test
  void version_1_is_rsa_with_sha_1() throws GeneralSecurityException {
    assertThat(verifies("SHA1withRSA", SIGNER.sign("text"), "text")).isTrue();
    assertThat(verifies("SHA1withRSA", SIGNER.sign("text"), "other")).isFalse();
  }

  @Test
  void version_2_is_rsa_with_sha_256() throws GeneralSecurityException {
    var signature = SIGNER.withVersion("2").sign("text");

    assertThat(verifies("SHA256withRSA", signature, "text")).isTrue();
    assertThat(verifies("SHA1withRSA", signature, "text")).isFalse();
  }

  private static boolean verifies(String algorithm, String signature, String text)
      throws GeneralSecurityException {
    var verifier = Signature.getInstance(algorithm);
    verifier.initVerify(SIGNER.key().getPublic());
    verifier.update(text.getBytes(StandardCharsets.UTF_8));
    return verifier.verify(Base64.getDecoder().decode(signature));
  }
}
