package dev.sluice.rules;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/// Reports, for each test method that cites a [Rule], whether it passed. Found by JUnit as a
/// service, in every module that has this jar on its test class path.
///
/// Whatever is executed below a method (invocations of a parameterised test, dynamic tests, however
/// nested) counts for that method. jqwik's engine names its properties by the same [MethodSource]
/// as Jupiter's; `RuleListenerTest` holds that for the version in use.
public final class RuleListener implements TestExecutionListener {
  private final Optional<RuleFile> file;
  // By class and method; guarded by this, since engines may report from several threads.
  private final Map<MethodSource, CitingTest> tests = new LinkedHashMap<>();
  private @Nullable TestPlan plan;

  /// Made by JUnit.
  public RuleListener() {
    this(RuleFile.ofThisProcess());
  }

  RuleListener(Optional<RuleFile> file) {
    this.file = file;
  }

  @Override
  public synchronized void testPlanExecutionStarted(TestPlan started) {
    plan = started;
    tests.clear();
    file.ifPresent(RuleFile::deleteEarlierRuns);
    for (TestIdentifier root : started.getRoots()) {
      // Known from the start, a test that never runs can be told from one that does not exist.
      started.getDescendants(root).forEach(this::testOf);
    }
  }

  @Override
  public synchronized void executionSkipped(TestIdentifier identifier, String reason) {
    affectedBy(identifier).forEach(test -> test.add(Outcome.SKIPPED));
  }

  @Override
  public synchronized void executionFinished(
      TestIdentifier identifier, TestExecutionResult result) {
    Outcome outcome =
        switch (result.getStatus()) {
          case SUCCESSFUL -> Outcome.PASSED;
          case ABORTED -> Outcome.SKIPPED;
          case FAILED -> Outcome.FAILED;
        };
    // That a container ended well says nothing: it may have been empty.
    if (identifier.isTest() || outcome != Outcome.PASSED) {
      affectedBy(identifier).forEach(test -> test.add(outcome));
    }
  }

  @Override
  public synchronized void testPlanExecutionFinished(TestPlan finished) {
    var lines = new StringBuilder();
    file.ifPresent(
        target -> {
          for (CitingTest test : tests.values()) {
            lines.append(test.lines(target.module(), target.ring(), target.run()));
          }
          if (!lines.isEmpty()) {
            target.append(lines.toString());
          }
        });
  }

  /// The test the identifier is part of; or, for a class, all tests in it.
  private Collection<CitingTest> affectedBy(TestIdentifier identifier) {
    for (Optional<TestIdentifier> up = Optional.of(identifier);
        up.isPresent();
        up = plan().getParent(up.get())) {
      if (up.get().getSource().filter(MethodSource.class::isInstance).isPresent()) {
        return testOf(up.get()).map(List::of).orElse(List.of());
      }
    }
    return plan().getDescendants(identifier).stream()
        .flatMap(below -> testOf(below).stream())
        .distinct()
        .toList();
  }

  /// The test an identifier stands for, if it is a method that cites rules.
  private Optional<CitingTest> testOf(TestIdentifier identifier) {
    if (!(identifier.getSource().orElse(null) instanceof MethodSource source)) {
      return Optional.empty();
    }
    CitingTest known = tests.get(source);
    if (known != null) {
      return Optional.of(known);
    }
    List<Citation> citations = Citation.of(source.getJavaClass(), source.getJavaMethod());
    if (citations.isEmpty()) {
      return Optional.empty();
    }
    var test = new CitingTest(source.getClassName(), source.getMethodName(), citations);
    tests.put(source, test);
    return Optional.of(test);
  }

  private TestPlan plan() {
    if (plan == null) {
      throw new IllegalStateException("JUnit reported a test before it reported the start");
    }
    return plan;
  }
}
