package dev.sluice.ingest;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Holds the package map of the node: which package may use which. A package that is not in the
/// table does not belong here; an arrow that is not in it needs a reason in `docs/adr`.
class ArchitectureTest {

  private static final String BASE = "dev.sluice.ingest";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(BASE);

  /// Each package and what it may use. Beneath all stands the JDK; `app` uses everything.
  private static final Map<String, List<String>> MAY_USE =
      Map.ofEntries(
          entry("identity", List.of()),
          entry("time", List.of()),
          entry("lifecycle", List.of("time")),
          entry("source", List.of("identity")),
          entry("filter", List.of("source")),
          entry("batch", List.of("source")),
          entry("invoke", List.of("identity")),
          entry("settle", List.of("source", "batch", "invoke", "time")),
          entry("destination", List.of("identity", "source", "batch", "invoke", "settle")),
          entry("lease", List.of("identity", "source", "time", "lifecycle")),
          entry(
              "mapping", List.of("identity", "source", "filter", "batch", "settle", "destination")),
          entry(
              "poller",
              List.of(
                  "source",
                  "filter",
                  "batch",
                  "invoke",
                  "settle",
                  "destination",
                  "mapping",
                  "lease",
                  "identity",
                  "time",
                  "lifecycle")),
          entry("scaling", List.of("identity", "mapping", "source", "lease", "time", "lifecycle")),
          entry("concurrency", List.of("identity", "invoke", "lease", "time", "lifecycle")),
          entry("worker", List.of("identity", "invoke", "time", "lifecycle")),
          entry(
              "eventqueue",
              List.of("identity", "invoke", "settle", "destination", "time", "lifecycle")),
          // Signatures are dated, hence time.
          entry(
              "frontend",
              List.of(
                  "identity",
                  "invoke",
                  "concurrency",
                  "worker",
                  "eventqueue",
                  "time",
                  "lifecycle")),
          entry("notification", List.of("identity", "eventqueue", "lifecycle")),
          // Listeners speak of mappings, shards and conditions, hence mapping, source, destination.
          entry(
              "metrics",
              List.of(
                  "poller",
                  "scaling",
                  "lease",
                  "frontend",
                  "eventqueue",
                  "worker",
                  "concurrency",
                  "identity",
                  "mapping",
                  "source",
                  "destination")),
          entry("dashboard", List.of("identity", "metrics", "mapping", "lease", "lifecycle")),
          entry(
              "template",
              List.of(
                  "mapping",
                  "identity",
                  "source",
                  "filter",
                  "batch",
                  "settle",
                  "destination",
                  "eventqueue",
                  "concurrency",
                  "worker")),
          // Makes what the template names exist on an endpoint that has nothing yet.
          entry(
              "provision",
              List.of("template", "identity", "mapping", "worker", "eventqueue", "time")),
          entry(
              "control", List.of("identity", "mapping", "concurrency", "eventqueue", "lifecycle")));

  private static final String APP = "app";

  /// What runs inside a child process: not an adapter, but the other end of `worker`'s pipe.
  private static final String CHILD = BASE + ".worker.child";

  @TestFactory
  Stream<DynamicTest> a_package_uses_only_what_its_row_lists() {
    return MAY_USE.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(row -> DynamicTest.dynamicTest(row.getKey(), () -> check(row.getKey())));
  }

  /// Adapters, in sub-packages, may use what their package may, and their package.
  private static void check(String name) {
    var allowed =
        Stream.concat(Stream.of(BASE + "." + name + ".."), uses(name)).toArray(String[]::new);
    noClasses()
        .that()
        .resideInAPackage(BASE + "." + name + "..")
        .should()
        .dependOnClassesThat(resideInAPackage(BASE + "..").and(not(resideInAnyPackage(allowed))))
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  /// The packages of a row, without their adapters.
  private static Stream<String> uses(String name) {
    return MAY_USE.getOrDefault(name, List.of()).stream().map(used -> BASE + "." + used);
  }

  @Test
  void every_package_is_in_the_table() {
    Set<String> unknown = new TreeSet<>();
    for (JavaClass type : CLASSES) {
      String name = topPackage(type);
      if (!name.equals(APP) && !MAY_USE.containsKey(name)) {
        unknown.add(name);
      }
    }

    assertThat(unknown).isEmpty();
  }

  @Test
  void a_row_lists_only_packages_of_the_table() {
    assertThat(MAY_USE.values()).allSatisfy(row -> assertThat(MAY_USE.keySet()).containsAll(row));
  }

  @Test
  void nobody_uses_app() {
    noClasses()
        .that()
        .resideOutsideOfPackage(BASE + ".app..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(BASE + ".app..")
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void the_child_process_uses_nothing_of_the_node_and_only_workers_know_it() {
    noClasses()
        .that()
        .resideInAPackage(CHILD)
        .should()
        .dependOnClassesThat(resideInAPackage(BASE + "..").and(not(resideInAPackage(CHILD))))
        .allowEmptyShould(true)
        .check(CLASSES);
    noClasses()
        .that()
        .resideOutsideOfPackage(BASE + ".worker..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(CHILD)
        .check(CLASSES);
  }

  @TestFactory
  Stream<DynamicTest> adapters_are_used_by_app_alone() {
    return adapters()
        .map(
            adapter ->
                DynamicTest.dynamicTest(
                    adapter,
                    () ->
                        noClasses()
                            .that()
                            .resideOutsideOfPackages(BASE + ".app..", adapter + "..")
                            .should()
                            .dependOnClassesThat()
                            .resideInAPackage(adapter + "..")
                            .check(CLASSES)));
  }

  @Test
  void the_aws_sdk_stays_in_adapters_and_app() {
    noClasses()
        .that(
            not(
                resideInAnyPackage(
                    Stream.concat(
                            Stream.of(BASE + ".app.."), adapters().map(adapter -> adapter + ".."))
                        .toArray(String[]::new))))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("software.amazon..")
        .check(CLASSES);
  }

  /// `source.sqs`, `lease.dynamodb`: everything below a package of the table, in full.
  private static Stream<String> adapters() {
    return CLASSES.stream()
        .filter(type -> !topPackage(type).equals(APP))
        .map(JavaClass::getPackageName)
        .filter(name -> name.indexOf('.', BASE.length() + 1) > 0)
        .filter(name -> !name.equals(CHILD))
        .distinct()
        .sorted();
  }

  /// Fails for `dev.sluice.ingest` itself: nothing lives there.
  private static String topPackage(JavaClass type) {
    String name = type.getPackageName();
    if (name.length() <= BASE.length()) {
      return "";
    }
    String below = name.substring(BASE.length() + 1);
    int dot = below.indexOf('.');
    return dot < 0 ? below : below.substring(0, dot);
  }
}
