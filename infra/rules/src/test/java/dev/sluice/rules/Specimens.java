package dev.sluice.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Test classes of every kind, for [RuleListenerTest] to run; surefire does not know their names.
final class Specimens {
  private Specimens() {}

  static final class Plain {
    @Test
    @Rule("SQS-001")
    void passes() {}

    @Test
    @Rule({"SQS-002", "SQS-003"})
    @Rule(value = "SQS-004", as = Rule.Status.REFUSED, reason = "it says \"no\"")
    void fails() {
      fail();
    }

    @Test
    @Disabled
    @Rule("SQS-005")
    void is_disabled() {}

    @Test
    @Rule("SQS-006")
    void gives_up() {
      assumeTrue(false);
    }

    @Test
    void cites_nothing() {}
  }

  static final class Repeated {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    @Rule("SQS-010")
    void passes_for_all(int number) {
      assertThat(number).isPositive();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    @Rule("SQS-011")
    void fails_for_the_second(int number) {
      assertThat(number).isNotEqualTo(2);
    }

    @TestFactory
    @Rule("SQS-012")
    Stream<DynamicContainer> dynamic_tests_pass() {
      return Stream.of(
          DynamicContainer.dynamicContainer(
              "inner", Stream.of(DynamicTest.dynamicTest("one", () -> {}))));
    }

    @TestFactory
    @Rule("SQS-013")
    Stream<DynamicTest> a_dynamic_test_fails() {
      return Stream.of(
          DynamicTest.dynamicTest("one", () -> {}), DynamicTest.dynamicTest("two", () -> fail()));
    }

    @TestFactory
    @Rule("SQS-014")
    Stream<DynamicTest> no_dynamic_test_exists() {
      return Stream.of();
    }
  }

  static final class Properties {
    @Property(tries = 5)
    @Rule("KIN-001")
    boolean holds(@ForAll int number) {
      return number == number + 0;
    }

    @Property(tries = 5)
    @Rule("KIN-002")
    boolean is_wrong(@ForAll int number) {
      return number != number + 0;
    }
  }

  static final class Unprepared {
    @BeforeAll
    static void prepare() {
      fail();
    }

    @Test
    @Rule("SQS-020")
    void never_runs() {}
  }

  @Rule("LEASE-001")
  abstract static class Contract {
    @Test
    @Rule("LEASE-002")
    void holds() {}
  }

  @Rule("LEASE-003")
  static final class Adapter extends Contract {
    @Nested
    final class Inner {
      @Test
      void counts_for_the_class_around() {}
    }
  }
}
