package dev.sluice.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder.request;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherFactory;

final class RuleListenerTest {
  @TempDir Path folder;

  @Test
  void reports_each_citing_test_with_its_outcome() throws IOException {
    run(Specimens.Plain.class);

    assertThat(lines())
        .containsExactlyInAnyOrder(
            line("Plain", "passes", "\"SQS-001\"", "VERIFIED", "", "PASSED"),
            line("Plain", "fails", "\"SQS-002\",\"SQS-003\"", "VERIFIED", "", "FAILED"),
            line("Plain", "fails", "\"SQS-004\"", "REFUSED", "it says \\\"no\\\"", "FAILED"),
            line("Plain", "is_disabled", "\"SQS-005\"", "VERIFIED", "", "SKIPPED"),
            line("Plain", "gives_up", "\"SQS-006\"", "VERIFIED", "", "SKIPPED"));
  }

  @Test
  void lets_a_repeated_test_pass_only_when_all_its_invocations_do() throws IOException {
    run(Specimens.Repeated.class);

    assertThat(lines())
        .containsExactlyInAnyOrder(
            line("Repeated", "passes_for_all", "\"SQS-010\"", "VERIFIED", "", "PASSED"),
            line("Repeated", "fails_for_the_second", "\"SQS-011\"", "VERIFIED", "", "FAILED"),
            line("Repeated", "dynamic_tests_pass", "\"SQS-012\"", "VERIFIED", "", "PASSED"),
            line("Repeated", "a_dynamic_test_fails", "\"SQS-013\"", "VERIFIED", "", "FAILED"),
            line("Repeated", "no_dynamic_test_exists", "\"SQS-014\"", "VERIFIED", "", "NOT_RUN"));
  }

  @Test
  void sees_properties_of_the_jqwik_engine() throws IOException {
    run(Specimens.Properties.class);

    assertThat(lines())
        .containsExactlyInAnyOrder(
            line("Properties", "holds", "\"KIN-001\"", "VERIFIED", "", "PASSED"),
            line("Properties", "is_wrong", "\"KIN-002\"", "VERIFIED", "", "FAILED"));
  }

  @Test
  void counts_a_test_whose_class_could_not_be_prepared_as_failed() throws IOException {
    run(Specimens.Unprepared.class);

    assertThat(lines())
        .containsExactly(line("Unprepared", "never_runs", "\"SQS-020\"", "VERIFIED", "", "FAILED"));
  }

  @Test
  void applies_what_the_classes_of_a_test_cite() throws IOException {
    run(Specimens.Adapter.class);

    assertThat(lines())
        .containsExactlyInAnyOrder(
            line("Adapter", "holds", "\"LEASE-001\"", "VERIFIED", "", "PASSED"),
            line("Adapter", "holds", "\"LEASE-002\"", "VERIFIED", "", "PASSED"),
            line("Adapter", "holds", "\"LEASE-003\"", "VERIFIED", "", "PASSED"),
            line(
                "Adapter$Inner",
                "counts_for_the_class_around",
                "\"LEASE-003\"",
                "VERIFIED",
                "",
                "PASSED"));
  }

  @Test
  void clears_earlier_runs_of_its_module_and_ring_only() throws IOException {
    Path stale = Files.writeString(folder.resolve("ingest-verify-1.jsonl"), "{\"run\":\"old\"}");
    Path fork = Files.writeString(folder.resolve("ingest-verify-2.jsonl"), "{\"run\":\"now\"}");
    Path ring = Files.writeString(folder.resolve("ingest-soak-3.jsonl"), "{\"run\":\"old\"}");

    run(Specimens.Properties.class);

    assertThat(stale).doesNotExist();
    assertThat(fork).exists();
    assertThat(ring).exists();
  }

  @Test
  void is_found_by_junit_as_a_service() {
    assertThat(
            java.util.ServiceLoader.load(org.junit.platform.launcher.TestExecutionListener.class))
        .hasAtLeastOneElementOfType(RuleListener.class);
  }

  /// Without the listener JUnit registers by itself: the specimens' failures are not the module's.
  private void run(Class<?> specimen) {
    var file = new RuleFile(folder, "ingest", "verify", "now", 7);
    LauncherFactory.create(
            LauncherConfig.builder().enableTestExecutionListenerAutoRegistration(false).build())
        .execute(
            request().selectors(selectClass(specimen)).build(),
            new RuleListener(Optional.of(file)));
  }

  private List<String> lines() throws IOException {
    return Files.readAllLines(folder.resolve("ingest-verify-7.jsonl"));
  }

  private static String line(
      String specimen, String method, String rules, String as, String reason, String outcome) {
    return ("{\"run\":\"now\",\"module\":\"ingest\",\"ring\":\"verify\","
            + "\"class\":\"dev.sluice.rules.Specimens$%s\",\"method\":\"%s\",\"rules\":[%s],"
            + "\"as\":\"%s\",\"reason\":\"%s\",\"outcome\":\"%s\"}")
        .formatted(specimen, method, rules, as, reason, outcome);
  }
}
