package dev.sluice.processor;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/// The package table of the processor: `functions` imports the others, which import none of ours.
final class ArchitectureTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.sluice.processor");

  @Test
  void only_functions_imports_other_packages() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("functions")
        .definedBy("dev.sluice.processor.functions")
        .layer("batch")
        .definedBy("dev.sluice.processor.batch")
        .layer("quakes")
        .definedBy("dev.sluice.processor.quakes")
        .layer("idempotency")
        .definedBy("dev.sluice.processor.idempotency")
        .whereLayer("functions")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("batch")
        .mayOnlyBeAccessedByLayers("functions")
        .whereLayer("quakes")
        .mayOnlyBeAccessedByLayers("functions")
        .whereLayer("idempotency")
        .mayOnlyBeAccessedByLayers("functions")
        .check(CLASSES);
  }

  @Test
  void powertools_is_known_to_idempotency_alone() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.sluice.processor.idempotency")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("software.amazon.lambda.powertools..")
        .check(CLASSES);
  }

  @Test
  void quakes_knows_nothing_of_lambda() {
    noClasses()
        .that()
        .resideInAPackage("dev.sluice.processor.quakes")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.amazonaws.services.lambda..")
        .check(CLASSES);
  }
}
