package dev.sluice.rules;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One [Rule] annotation that applies to a test method.
record Citation(List<String> rules, Rule.Status as, String reason) {

  Citation {
    rules = List.copyOf(rules);
  }

  /// Those on the method, on the class that declares it, and on the class it was run for (a
  /// contract suite is declared in one class and run for another) with the classes around that.
  static List<Citation> of(Class<?> testClass, Method method) {
    Collection<Rule> found = new ArrayList<>(List.of(method.getAnnotationsByType(Rule.class)));
    var classes = new LinkedHashSet<Class<?>>();
    classes.add(method.getDeclaringClass());
    for (@Nullable Class<?> around = testClass;
        around != null;
        around = around.getEnclosingClass()) {
      classes.add(around);
    }
    for (Class<?> annotated : classes) {
      found.addAll(List.of(annotated.getAnnotationsByType(Rule.class)));
    }
    return found.stream()
        .map(rule -> new Citation(List.of(rule.value()), rule.as(), rule.reason()))
        .toList();
  }
}
