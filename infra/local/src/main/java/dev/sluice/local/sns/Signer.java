package dev.sluice.local.sns;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.util.Base64;
import java.util.HexFormat;

/// Signs what topics send, as SNS does (EVT-045), but with a key that lives as long as the local
/// cloud and that nobody certifies.
record Signer(KeyPair key, String version) {

  private static final int KEY_BITS = 2048;

  /// A signer of version 1 with a fresh key.
  static Signer create() {
    try {
      var generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(KEY_BITS);
      return new Signer(generator.generateKeyPair(), "1");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java has RSA", e);
    }
  }

  /// The same key used with another version of signatures: `1` or `2`.
  Signer withVersion(String other) {
    return new Signer(key, other);
  }

  /// The signature of `text`, in base64.
  String sign(String text) {
    try {
      var signature = Signature.getInstance("2".equals(version) ? "SHA256withRSA" : "SHA1withRSA");
      signature.initSign(key.getPrivate());
      signature.update(text.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Our own key does not sign", e);
    }
  }

  /// 32 hexadecimal digits that stand for the key.
  String keyId() {
    try {
      var digest = MessageDigest.getInstance("MD5").digest(key.getPublic().getEncoded());
      return HexFormat.of().formatHex(digest);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java has MD5", e);
    }
  }
}
