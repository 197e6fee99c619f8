package dev.sluice.ingest.template;

import static dev.sluice.ingest.template.Templates.assertProblem;
import static dev.sluice.ingest.template.Templates.function;
import static dev.sluice.ingest.template.Templates.problems;
import static dev.sluice.ingest.template.Templates.resolve;
import static dev.sluice.ingest.template.Templates.resolved;
import static dev.sluice.ingest.template.Templates.resource;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ingest.destination.Destination;
import dev.sluice.ingest.eventqueue.EventInvokeConfig;
import dev.sluice.ingest.identity.Arn;
import dev.sluice.rules.Rule;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TemplateTest {

  @Test
  void is_read_from_json_as_from_yaml() {
    var json =
        """
        {
        \t"Resources": {
        \t\t"Worker": {"Type": "AWS::Serverless::Function", "Properties": {
        \t\t\t"Handler": {"Fn::Sub": ["${Package}.B", {"Package": {"Fn::Join": [".", ["a", "c"]]}}]},
        \t\t\t"Runtime": "java25", "CodeUri": "worker.jar", "Timeout": 5
        \t\t}}
        \t}
        }
        """;

    var configuration = resolved(json).functions().getFirst().configuration();

    assertThat(configuration.handler()).isEqualTo("a.c.B");
    assertThat(configuration.timeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(configuration.code()).isEqualTo(Templates.FOLDER.resolve("worker.jar"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "!Ref Failures | https://sqs.eu-central-1.amazonaws.com/123456789012/quakes-Failures",
        "!GetAtt Failures.Arn | arn:aws:sqs:eu-central-1:123456789012:quakes-Failures",
        "!GetAtt [Failures, QueueName] | quakes-Failures",
        "{'Fn::GetAtt': [Failures, Arn]} | arn:aws:sqs:eu-central-1:123456789012:quakes-Failures",
        "!Sub 'x-${AWS::Region}-${Failures.QueueName}-${!Kept}' |"
            + " x-eu-central-1-quakes-Failures-${Kept}",
        "!Select [1, !Split ['-', a-b-c]] | b",
        "!Join ['/', [a, !Ref AWS::AccountId]] | a/123456789012",
        "!Sub '${AWS::Partition} ${AWS::StackName} ${AWS::URLSuffix}' | aws quakes amazonaws.com",
        "!Ref Worker2 | quakes-Worker2",
        "!GetAtt Worker2.Arn | arn:aws:lambda:eu-central-1:123456789012:function:quakes-Worker2",
        "12 | 12",
        "\"012\" | 012"
      })
  void gives_values_as_cloudformation_does(String expression, String value) {
    var template =
        function("Environment: {Variables: {VALUE: " + expression + "}}")
            + "  Worker2:\n    Type: AWS::Serverless::Function\n    Properties: {Handler: a.B,"
            + " Runtime: java25, CodeUri: x.jar}\n";

    assertThat(resolved(template).functions().getFirst().configuration().environment())
        .isEqualTo(Map.of("VALUE", value));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "!Ref Failure | refers to Failure, which is neither a parameter nor a resource; did you"
            + " mean Failures?",
        "!GetAtt Failures.Colour | refers to Failures.Colour, an attribute that is not supported.",
        "\"{{resolve:ssm:x}}\" | uses a dynamic reference ({{resolve:...}}), which is not"
            + " supported.",
        "!ImportValue x | uses Fn::ImportValue, which is not supported.",
        "!If [a, b, c] | uses Fn::If, which is not supported.",
        "!GetAtt Failures | uses Fn::GetAtt, which needs a resource and an attribute.",
        "!Select [3, [a]] | selects item 3 of a list of 1.",
        "[a, b] | must be a single value, but is a list."
      })
  void says_where_a_value_cannot_be_told(String expression, String sentence) {
    assertProblem(
        function("Environment: {Variables: {VALUE: " + expression + "}}"),
        "Resources.Worker.Properties.Environment.Variables.VALUE " + sentence);
  }

  @Test
  void leaves_functions_alone_in_what_it_leaves_alone() {
    assertThat(resolved(function("Policies: [!If [a, b, c]]")).leftAlone())
        .singleElement()
        .satisfies(left -> assertThat(left.place().line()).isEqualTo(9));
  }

  @Test
  void merges_globals_into_functions_and_lets_functions_win() {
    var template =
        """
        Globals:
          Function:
            Timeout: 7
            MemorySize: 256
            Environment: {Variables: {AA: global, BB: global}}
        """
            + function(
                "MemorySize: 512", "Environment: {Variables: {BB: own, CC: !Ref AWS::NoValue}}");

    var configuration = resolved(template).functions().getFirst().configuration();

    assertThat(configuration.timeout()).isEqualTo(Duration.ofSeconds(7));
    assertThat(configuration.memorySize()).isEqualTo(512);
    assertThat(configuration.environment()).isEqualTo(Map.of("AA", "global", "BB", "own"));
  }

  @Test
  void has_lambdas_defaults() {
    var function = resolved(function()).functions().getFirst();

    assertThat(function.configuration().timeout()).isEqualTo(Duration.ofSeconds(3));
    assertThat(function.configuration().memorySize()).isEqualTo(128);
    assertThat(function.configuration().role())
        .hasToString("arn:aws:iam::123456789012:role/quakes-WorkerRole");
    assertThat(function.reservedConcurrency()).isNull();
    assertThat(function.eventInvokeConfig()).isEqualTo(EventInvokeConfig.DEFAULT);
    assertThat(function.inboxVisibility()).isEqualTo(Duration.ofSeconds(13));
  }

  @Test
  @Rule({"ASYNC-010", "ASYNC-014"})
  void reads_how_events_are_retried() {
    var template =
        function(
            "EventInvokeConfig: {MaximumRetryAttempts: 1, MaximumEventAgeInSeconds: 60,"
                + " DestinationConfig: {OnFailure: {Type: SQS, Destination: !GetAtt Failures.Arn},"
                + " OnSuccess: {}}}");

    assertThat(resolved(template).functions().getFirst().eventInvokeConfig())
        .isEqualTo(
            new EventInvokeConfig(
                1,
                Duration.ofMinutes(1),
                new Destination.SqsQueue(
                    Arn.parse("arn:aws:sqs:eu-central-1:123456789012:quakes-Failures"))));
  }

  @Test
  @Rule({"ASYNC-010", "ASYNC-014"})
  void refuses_retries_of_events_out_of_range() {
    var config = "Resources.Worker.Properties.EventInvokeConfig";

    assertThat(
            problems(
                function(
                    "EventInvokeConfig: {MaximumRetryAttempts: 3, MaximumEventAgeInSeconds: 59}")))
        .containsExactlyInAnyOrder(
            config + ".MaximumRetryAttempts must be between 0 and 2, but is 3.",
            config + ".MaximumEventAgeInSeconds must be between 60 and 21600 seconds, but is 59.");
    assertThat(problems(function("EventInvokeConfig: {}")))
        .singleElement()
        .asString()
        .endsWith("You must specify at least one of error handling or destination setting.");
  }

  @Test
  @Rule("CONC-005")
  void keeps_a_hundred_of_the_accounts_concurrency_unreserved() {
    assertThat(
            resolved(function("ReservedConcurrentExecutions: 900")).concurrencyLimits().reserved())
        .hasSize(1);
    assertThat(problems(function("ReservedConcurrentExecutions: 901")))
        .singleElement()
        .asString()
        .startsWith("Resources reserve a concurrency of 901 in all, which leaves less than 100");
  }

  @Test
  void reads_whether_a_function_goes_on_when_its_node_is_cut_off() {
    String limited = function("ReservedConcurrentExecutions: 2");
    String sluice = "    Metadata: {Sluice: {%s}}\n";
    String place = "Resources.Worker.Metadata.Sluice";

    assertThat(resolved(limited).concurrencyLimits().continuing()).isEmpty();
    assertThat(
            resolved(limited + sluice.formatted("WhenCutOff: pause"))
                .concurrencyLimits()
                .continuing())
        .isEmpty();
    assertThat(
            resolved(limited + sluice.formatted("WhenCutOff: continue"))
                .concurrencyLimits()
                .continuing())
        .hasSize(1);
    assertProblem(
        limited + sluice.formatted("WhenCutOff: stop"),
        place + ".WhenCutOff must be pause or continue, but is stop.");
    assertProblem(
        limited + sluice.formatted("WhenCutoff: pause"),
        place + " has no WhenCutoff; did you mean WhenCutOff?");
    assertProblem(
        function() + sluice.formatted("WhenCutOff: pause"),
        place
            + ".WhenCutOff must be continue, as the function has no ReservedConcurrentExecutions of"
            + " its own, but is pause.");
    assertProblem(
        resource("AWS::SQS::Queue", "VisibilityTimeout: 60")
            + sluice.formatted("WhenCutOff: continue"),
        "Resources.Thing.Metadata.Sluice is not supported: AWS::SQS::Queue has no settings of our"
            + " own.");
  }

  @Test
  void takes_parameters_in_place_of_defaults() {
    var template =
        "Parameters: {Size: {Type: Number, Default: 5, MaxValue: 10, AllowedValues: [5, 7, 12]}}\n"
            + function("Timeout: !Ref Size");

    assertThat(timeout(resolve(template, Templates.settings(Map.of())))).isEqualTo(5);
    assertThat(timeout(resolve(template, Templates.settings(Map.of("Size", "7"))))).isEqualTo(7);
    assertThat(sentences(resolve(template, Templates.settings(Map.of("Size", "8")))))
        .containsExactly("Parameters.Size must be one of 5, 7, 12, but is 8.");
    assertThat(sentences(resolve(template, Templates.settings(Map.of("Size", "12")))))
        .containsExactly("Parameters.Size must be a number of 10 or less, but is 12.");
    assertThat(sentences(resolve(template, Templates.settings(Map.of("Sise", "5")))))
        .containsExactly("Parameters has no Sise; did you mean Size?");
  }

  @Test
  void never_shows_a_hidden_parameter() {
    var template =
        "Parameters: {Secret: {Type: String, NoEcho: true, AllowedPattern: '[a-z]+'}}\n"
            + function();

    assertThat(sentences(resolve(template, Templates.settings(Map.of("Secret", "Hush1")))))
        .singleElement()
        .asString()
        .doesNotContain("Hush1");
  }

  @Test
  void wants_a_value_for_every_parameter() {
    assertProblem(
        "Parameters: {Size: {Type: String}}\n" + function("Timeout: 3"),
        "Parameters.Size has no Default and needs a value; give it with --parameter Size=VALUE.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'Resources: [' | cannot be read at line",
        "'' | is empty",
        "'a' | must be a map with Resources in it, but is a",
        "'Resources: {}' | has no Resources",
        "'Resorces: {}' | has no Resorces; did you mean Resources?",
        "'Resources: *x' | refers to *x"
      })
  void says_what_is_wrong_with_a_file_that_is_no_template(String text, String words) {
    assertThat(problems(text)).anySatisfy(sentence -> assertThat(sentence).contains(words));
  }

  @Test
  void refuses_macros_and_properties_written_twice() {
    assertThat(problems("Transform: Other\n" + function("Timeout: 3", "Timeout: 4")))
        .containsExactly("Resources.Worker.Properties.Timeout is written twice.");
    assertProblem(
        "Transform: Other\n" + function(),
        "Transform must be AWS::Serverless-2016-10-31: macros are not run, but is Other.");
  }

  @Test
  void refuses_to_be_exhausted_by_depth_or_aliases() {
    var deep = "a: " + "[".repeat(5_000) + "]".repeat(5_000);
    var bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 9; i++) {
      bomb.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ", ").repeat(10)));
    }

    assertThat(problems(deep)).singleElement().asString().contains("nested deeper than 60 levels");
    assertThat(problems(bomb.toString()))
        .singleElement()
        .asString()
        .contains("makes more than 100000 values");
  }

  @Test
  void refuses_names_that_need_themselves_or_are_taken() {
    assertThat(problems(resource("AWS::SQS::Queue", "QueueName: !Sub '${Thing.QueueName}'")))
        .anySatisfy(sentence -> assertThat(sentence).contains("closes a circle"));
    assertThat(
            problems(
                """
                Resources:
                  A: {Type: AWS::SQS::Queue, Properties: {QueueName: same}}
                  B: {Type: AWS::SQS::Queue, Properties: {QueueName: same}}
                """))
        .containsExactly(
            "Resources.B.Properties.QueueName must be used once, but another is"
                + " arn:aws:sqs:eu-central-1:123456789012:same too.");
  }

  @Test
  void refuses_dead_letters_that_come_back() {
    assertThat(
            problems(
                """
                Resources:
                  A: {Type: AWS::SQS::Queue, Properties: {RedrivePolicy: {maxReceiveCount: 1, deadLetterTargetArn: !GetAtt B.Arn}}}
                  B: {Type: AWS::SQS::Queue, Properties: {RedrivePolicy: {maxReceiveCount: 1, deadLetterTargetArn: !GetAtt A.Arn}}}
                """))
        .containsExactly("The template has dead letters of quakes-A come back to it.");
  }

  @Test
  void holds_queues_to_the_limits_of_sqs() {
    assertThat(
            problems(
                resource(
                    "AWS::SQS::Queue",
                    "VisibilityTimeout: 43201",
                    "MessageRetentionPeriod: 59",
                    "RedrivePolicy: {maxReceiveCount: 1001,"
                        + " deadLetterTargetArn: 'arn:aws:sqs:eu-central-1:123456789012:d'}")))
        .containsExactly(
            "Resources.Thing.Properties.VisibilityTimeout must be between 0 and 43200 seconds, but"
                + " is 43201.",
            "Resources.Thing.Properties.MessageRetentionPeriod must be between 60 and 1209600, but"
                + " is 59.",
            "Resources.Thing.Properties.RedrivePolicy.maxReceiveCount must be between 1 and 1000,"
                + " but is 1001.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"AWS::IAM::Role", "AWS::SQS::QueuePolicy", "AWS::CloudWatch::Alarm"})
  void leaves_types_alone_that_change_nothing_for_records(String type) {
    assertThat(resolved(resource(type, "A: b")).leftAlone())
        .singleElement()
        .satisfies(left -> assertThat(left.what()).isEqualTo(type));
  }

  private static long timeout(Resolution resolution) {
    return ((Resolution.Resolved) resolution)
        .template()
        .functions()
        .getFirst()
        .configuration()
        .timeout()
        .toSeconds();
  }

  private static List<String> sentences(Resolution resolution) {
    return ((Resolution.Refused) resolution)
        .problems().stream().map(TemplateProblem::sentence).toList();
  }
}
