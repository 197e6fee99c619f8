package dev.sluice.ingest.template;

import dev.sluice.ingest.identity.Arn;
import dev.sluice.ingest.template.ResourceLookup.UnknownResourceException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What `Ref` and `Fn::GetAtt` give: values of parameters, and names, URLs and ARNs of resources as
/// CloudFormation would give them. Owned by the thread that resolves.
final class References {

  private final TemplateSettings settings;
  private final ResourceLookup lookup;
  private final Map<String, String> parameters;
  private final Map<String, Resource> resources;

  /// Logical ids of resources of types not known here.
  private final Set<String> leftAlone;

  private final ProblemList problems;
  private final Map<String, Optional<String>> names = new HashMap<>();
  private final Set<String> beingNamed = new HashSet<>();

  References(
      TemplateSettings settings,
      ResourceLookup lookup,
      Map<String, String> parameters,
      Map<String, Resource> resources,
      Set<String> leftAlone,
      ProblemList problems) {
    this.settings = settings;
    this.lookup = lookup;
    this.parameters = parameters;
    this.resources = resources;
    this.leftAlone = leftAlone;
    this.problems = problems;
  }

  /// What `Ref name` gives; empty when nothing, which is then a problem.
  Optional<String> ref(String name, Place place, Evaluator evaluator) {
    if (parameters.containsKey(name)) {
      return Optional.of(parameters.get(name));
    }
    var pseudo = pseudoParameter(name);
    if (pseudo.isPresent()) {
      return pseudo;
    }
    var resource = resources.get(name);
    if (resource == null) {
      return unknown(name, place);
    }
    return switch (resource.type()) {
      case QUEUE -> arn(resource, place, evaluator).flatMap(queue -> queueUrl(queue, place));
      case TOPIC -> arn(resource, place, evaluator).map(Arn::toString);
      case FUNCTION, STREAM, TABLE, BUCKET, ROLE -> name(resource, place, evaluator);
      case SUBSCRIPTION -> {
        problems.add(place, "refers to the ARN of a subscription, which is not known beforehand");
        yield Optional.empty();
      }
    };
  }

  /// What `Fn::GetAtt logicalId.attribute` gives; empty when nothing, which is then a problem.
  Optional<String> attribute(String logicalId, String attribute, Place place, Evaluator evaluator) {
    var resource = resources.get(logicalId);
    if (resource == null) {
      return unknown(logicalId, place);
    }
    return switch (resource.type().typeName() + "." + attribute) {
      case "AWS::SQS::Queue.QueueName", "AWS::SNS::Topic.TopicName" ->
          name(resource, place, evaluator);
      case "AWS::SQS::Queue.QueueUrl" -> ref(logicalId, place, evaluator);
      case "AWS::SNS::Topic.TopicArn",
          "AWS::Serverless::Function.Arn",
          "AWS::SQS::Queue.Arn",
          "AWS::Kinesis::Stream.Arn",
          "AWS::DynamoDB::Table.Arn",
          "AWS::S3::Bucket.Arn",
          "AWS::IAM::Role.Arn" ->
          arn(resource, place, evaluator).map(Arn::toString);
      default -> {
        problems.add(
            place,
            "refers to " + logicalId + "." + attribute + ", an attribute that is not supported");
        yield Optional.empty();
      }
    };
  }

  /// Where the node is, and all that it polls or sends to.
  String region() {
    return settings.cloud().region();
  }

  /// The physical name of a resource.
  Optional<String> name(Resource resource, Place place, Evaluator evaluator) {
    var known = names.get(resource.logicalId());
    if (known != null) {
      return known;
    }
    if (!beingNamed.add(resource.logicalId())) {
      problems.add(place, "closes a circle: the name of " + resource.logicalId() + " needs itself");
      return Optional.empty();
    }
    var given = resource.properties().values().get(resource.type().nameProperty());
    var name =
        given == null
            ? Optional.of(resource.type().defaultName(settings.stackName(), resource.logicalId()))
            : evaluator.text(given);
    beingNamed.remove(resource.logicalId());
    names.put(resource.logicalId(), name);
    return name;
  }

  Optional<Arn> arn(Resource resource, Place place, Evaluator evaluator) {
    return name(resource, place, evaluator)
        .filter(name -> !name.isEmpty())
        .map(name -> resource.type().arn(settings.cloud(), name));
  }

  private Optional<String> queueUrl(Arn queue, Place place) {
    try {
      return Optional.of(lookup.queueUrl(queue));
    } catch (UnknownResourceException unknown) {
      problems.add(place, String.valueOf(unknown.getMessage()));
      return Optional.empty();
    }
  }

  private Optional<String> pseudoParameter(String name) {
    return switch (name) {
      case "AWS::Region" -> Optional.of(settings.cloud().region());
      case "AWS::AccountId" -> Optional.of(settings.cloud().account());
      case "AWS::Partition" -> Optional.of(settings.cloud().partition());
      case "AWS::StackName" -> Optional.of(settings.stackName());
      case "AWS::URLSuffix" ->
          Optional.of(
              settings.cloud().partition().equals("aws-cn") ? "amazonaws.com.cn" : "amazonaws.com");
      default -> Optional.empty();
    };
  }

  private Optional<String> unknown(String name, Place place) {
    if (leftAlone.contains(name)) {
      problems.add(
          place,
          "refers to " + name + ", a resource of a type that is left alone; use a parameter");
      return Optional.empty();
    }
    if (name.startsWith("AWS::")) {
      problems.add(place, "refers to " + name + ", which is not supported");
      return Optional.empty();
    }
    List<String> known = new ArrayList<>(parameters.keySet());
    known.addAll(resources.keySet());
    String meant = Spelling.nearest(name, known);
    problems.add(
        new TemplateProblem(
            place,
            "refers to " + name + ", which is neither a parameter nor a resource",
            null,
            meant == null ? null : "did you mean " + meant + "?"));
    return Optional.empty();
  }
}
