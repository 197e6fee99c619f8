package dev.sluice.replayer.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The package table of this module as code: what each package may import, the JDK aside.
class ArchitectureTest {

  private static final String BASE = "dev.sluice.replayer.";

  /// Packages of ours each may import, itself left out.
  private static final Map<String, List<String>> MAY_IMPORT =
      Map.of(
          "deadletter", List.of(),
          "deadletter.aws", List.of("deadletter"),
          "selection", List.of("deadletter"),
          "replay", List.of("deadletter", "selection"),
          "replay.aws", List.of("replay", "deadletter", "deadletter.aws"),
          "report", List.of("replay", "selection", "deadletter"));

  /// What the command line may know of the node; the adapters among them only where it is wired.
  private static final String[] INGEST = {
    "dev.sluice.ingest.identity",
    "dev.sluice.ingest.source",
    "dev.sluice.ingest.filter",
    "dev.sluice.ingest.invoke",
    "dev.sluice.ingest.destination"
  };

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.sluice.replayer");

  @Test
  void lets_each_package_import_what_its_row_lists() {
    MAY_IMPORT.forEach(
        (name, others) -> {
          List<String> allowed = new ArrayList<>(List.of(BASE + name));
          others.forEach(other -> allowed.add(BASE + other));
          noClasses()
              .that(resideInAPackage(BASE + name))
              .should()
              .dependOnClassesThat(
                  resideInAPackage("dev.sluice.replayer..")
                      .and(not(resideInAnyPackage(allowed.toArray(String[]::new)))))
              .check(CLASSES);
        });
  }

  @Test
  void knows_only_the_shapes_of_the_node() {
    noClasses()
        .that(not(resideInAPackage(BASE + "command")))
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.sluice.ingest..").and(not(resideInAnyPackage(INGEST))))
        .check(CLASSES);
  }

  @Test
  void wires_adapters_of_the_node_in_one_package() {
    noClasses()
        .that(resideInAPackage(BASE + "command"))
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.sluice.ingest..")
                .and(not(resideInAnyPackage(INGEST)))
                .and(
                    not(
                        resideInAnyPackage(
                            "dev.sluice.ingest.source.sqs", "dev.sluice.ingest.source.kinesis"))))
        .check(CLASSES);
  }

  @Test
  void keeps_the_sdk_in_adapters_and_wiring() {
    noClasses()
        .that(
            resideInAnyPackage(
                BASE + "deadletter", BASE + "selection", BASE + "replay", BASE + "report"))
        .should()
        .dependOnClassesThat(resideInAPackage("software.amazon.."))
        .check(CLASSES);
  }

  @Test
  void reads_clocks_only_where_it_is_wired() {
    noClasses()
        .that(not(resideInAPackage(BASE + "command")))
        .should()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(java.time.Instant.class, "now")
        .check(CLASSES);
  }
}
