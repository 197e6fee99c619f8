package dev.sluice.ingest.simulation;

import java.lang.reflect.Field;

/// The order in which the JDK's immutable sets and maps are gone through. The JDK draws it anew for
/// each JVM, so that nobody comes to rely on it; here it would make one seed many histories, and a
/// failure could not be replayed. What goes through them must be kept from being compiled before
/// the order is set, see the arguments of the tests' JVM in the `pom.xml`.
final class IterationOrder {

  private static final String HINT =
      "the simulation needs a JDK whose immutable sets and maps it knows";

  private IterationOrder() {}

  /// Makes it the same in every JVM.
  static void fix() {
    try {
      Class<?> immutable = Class.forName("java.util.ImmutableCollections");
      set(immutable.getDeclaredField("SALT32L"), "putLong", long.class, 0L);
      set(immutable.getDeclaredField("REVERSE"), "putBoolean", boolean.class, false);
    } catch (ReflectiveOperationException unknown) {
      throw new IllegalStateException(HINT, unknown);
    }
  }

  /// By reflection, since it is no API that one may compile against.
  private static void set(Field field, String put, Class<?> type, Object value)
      throws ReflectiveOperationException {
    Class<?> unsafe = Class.forName("sun.misc.Unsafe");
    Field only = unsafe.getDeclaredField("theUnsafe");
    only.setAccessible(true);
    Object access = only.get(null);
    Object base = unsafe.getMethod("staticFieldBase", Field.class).invoke(access, field);
    Object offset = unsafe.getMethod("staticFieldOffset", Field.class).invoke(access, field);
    unsafe.getMethod(put, Object.class, long.class, type).invoke(access, base, offset, value);
  }
}
