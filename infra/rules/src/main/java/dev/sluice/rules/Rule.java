package dev.sluice.rules;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Names the rules of `docs/rules/lambda-poller-semantics.md` (such as `SQS-031`) that a test
/// proves. On a class it counts for every test method of it.
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
@Repeatable(Rules.class)
public @interface Rule {

  /// Rule ids, each `AREA-NNN`.
  String[] value();

  /// What the passing test shows of them.
  Status as() default Status.VERIFIED;

  /// Why, where that is not plain: needed with [Status#REFUSED] (what the user is told instead).
  String reason() default "";

  /// What a passing test says of a rule.
  enum Status {
    /// Sluice behaves as the rule says.
    VERIFIED,
    /// Sluice rejects the setting the rule is about, by name.
    REFUSED
  }
}
