package dev.sluice.local.kinesis;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

/// The 128-bit hash keys that one shard takes, both ends included.
record HashKeyRange(BigInteger start, BigInteger end) {

  private static final BigInteger KEYS = BigInteger.ONE.shiftLeft(128);

  /// `count` ranges of nearly equal size that cover all keys.
  static List<HashKeyRange> split(int count) {
    var ranges = new ArrayList<HashKeyRange>(count);
    var size = KEYS.divide(BigInteger.valueOf(count));
    var start = BigInteger.ZERO;
    for (var i = 1; i <= count; i++) {
      var next = i == count ? KEYS : size.multiply(BigInteger.valueOf(i));
      ranges.add(new HashKeyRange(start, next.subtract(BigInteger.ONE)));
      start = next;
    }
    return List.copyOf(ranges);
  }

  /// The hash key of a partition key: its MD5 read as an unsigned number.
  static BigInteger hash(String partitionKey) {
    try {
      var digest = MessageDigest.getInstance("MD5");
      return new BigInteger(1, digest.digest(partitionKey.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has MD5", e);
    }
  }

  /// Whether `key` can be a hash key at all.
  static boolean isKey(BigInteger key) {
    return key.signum() >= 0 && key.compareTo(KEYS) < 0;
  }

  boolean contains(BigInteger key) {
    return key.compareTo(start) >= 0 && key.compareTo(end) <= 0;
  }
}
