package dev.sluice.ingest.template;

import dev.sluice.ingest.eventqueue.EventInvokeConfig;
import dev.sluice.ingest.identity.Arn;
import dev.sluice.ingest.identity.FunctionName;
import dev.sluice.ingest.template.Properties.Range;
import dev.sluice.ingest.worker.FunctionConfiguration;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads `AWS::Serverless::Function`, its events left aside.
final class FunctionResource {

  private static final String NO_ALIASES = "versions and aliases are not run yet";

  static final PropertyTable TABLE =
      PropertyTable.of(
              "FunctionName",
              "Handler",
              "Runtime",
              "CodeUri",
              "Timeout",
              "MemorySize",
              "Role",
              "Environment",
              "ReservedConcurrentExecutions",
              "EventInvokeConfig",
              "Events")
          .leavesAlone(
              "Architectures",
              "AssumeRolePolicyDocument",
              "CodeSigningConfigArn",
              "Description",
              "EphemeralStorage",
              "FunctionUrlConfig",
              "KmsKeyArn",
              "LoggingConfig",
              "PermissionsBoundary",
              "Policies",
              "PropagateTags",
              "RolePath",
              "RuntimeManagementConfig",
              "SnapStart",
              "SourceKMSKeyArn",
              "Tags",
              "Tracing",
              "VersionDescription",
              "VpcConfig")
          .refusesUnless("Zip", "PackageType", "container images are not run")
          .refuses("ImageUri", "container images are not run")
          .refuses("ImageConfig", "container images are not run")
          .refuses("InlineCode", "only jars and folders of classes are run; use CodeUri")
          .refuses("Layers", "layers are not put on the class path; package them into the jar")
          .refuses("DeadLetterQueue", "use EventInvokeConfig with an OnFailure destination")
          .refuses("FileSystemConfigs", "file systems are not mounted")
          .refuses("AutoPublishAlias", NO_ALIASES)
          .refuses("AutoPublishAliasAllProperties", NO_ALIASES)
          .refuses("AutoPublishCodeSha256", NO_ALIASES)
          .refuses("DeploymentPreference", NO_ALIASES)
          .refuses("ProvisionedConcurrencyConfig", NO_ALIASES)
          .refusesUnless("Allow", "RecursiveLoop", "recursive loops are not detected yet")
          .refuses("CapacityProviderConfig", "managed instances are not supported")
          .refuses("FunctionScalingConfig", "managed instances are not supported")
          .refuses("DurableConfig", "durable functions are not supported")
          .refuses("TenancyConfig", "tenant isolation is not supported");

  static final PropertyTable EVENT_INVOKE_CONFIG =
      PropertyTable.of("MaximumRetryAttempts", "MaximumEventAgeInSeconds", "DestinationConfig");

  /// What `Metadata: Sluice:` may say.
  static final PropertyTable SLUICE = PropertyTable.of("WhenCutOff");

  private static final PropertyTable ENVIRONMENT = PropertyTable.of("Variables");

  /// Variables that Lambda sets itself and refuses to have set.
  private static final Set<String> RESERVED_VARIABLES =
      Set.of(
          "_HANDLER",
          "_X_AMZN_TRACE_ID",
          "AWS_DEFAULT_REGION",
          "AWS_REGION",
          "AWS_EXECUTION_ENV",
          "AWS_LAMBDA_FUNCTION_NAME",
          "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
          "AWS_LAMBDA_FUNCTION_VERSION",
          "AWS_LAMBDA_INITIALIZATION_TYPE",
          "AWS_LAMBDA_LOG_GROUP_NAME",
          "AWS_LAMBDA_LOG_STREAM_NAME",
          "AWS_LAMBDA_RUNTIME_API",
          "AWS_ACCESS_KEY",
          "AWS_ACCESS_KEY_ID",
          "AWS_SECRET_ACCESS_KEY",
          "AWS_SESSION_TOKEN",
          "LAMBDA_TASK_ROOT",
          "LAMBDA_RUNTIME_DIR");

  private final TemplateSettings settings;
  private static final Pattern RUNTIME = Pattern.compile("java([0-9]{1,3})(\\.al2)?");

  private final Path folder;
  private final Draft draft;

  /// @param folder that relative code paths start from
  /// @param draft is told what is left alone
  FunctionResource(TemplateSettings settings, Path folder, Draft draft) {
    this.settings = settings;
    this.folder = folder;
    this.draft = draft;
  }

  /// The function; empty when something without a default is missing or wrong, which is a problem.
  ///
  /// @param sluice settings of our own
  Optional<ResolvedFunction> read(
      String logicalId, Arn arn, Properties properties, Properties sluice) {
    properties.required("Runtime").ifPresent(runtime -> checkRuntime(runtime, properties));
    var code = code(properties);
    var handler = handler(properties);
    int timeout = properties.integer("Timeout", Range.of(1, 900), 3, "seconds");
    int memory = properties.integer("MemorySize", Range.of(128, 10_240), 128, "MB");
    var role = role(logicalId, properties);
    var environment = environment(properties);
    var reserved = reserved(properties);
    boolean continues = continuesWhenCutOff(sluice, reserved);
    var events = eventInvokeConfig(properties);
    if (code.isEmpty() || handler.isEmpty() || role.isEmpty()) {
      return Optional.empty();
    }
    var name = new FunctionName(arn.name());
    var configuration =
        new FunctionConfiguration(
            name,
            arn,
            role.get(),
            code.get(),
            handler.get(),
            Duration.ofSeconds(timeout),
            memory,
            environment);
    var inbox = ResourceType.QUEUE.arn(settings.cloud(), ResolvedFunction.inboxName(name));
    return Optional.of(
        new ResolvedFunction(logicalId, configuration, reserved, continues, events, inbox));
  }

  /// Functions run on the Java that runs the node: newer ones cannot, older ones are told.
  private void checkRuntime(String runtime, Properties properties) {
    int own = Runtime.version().feature();
    var version = RUNTIME.matcher(runtime);
    if (!version.matches()) {
      properties.problem("Runtime", "must be a Java runtime such as java25", runtime);
      return;
    }
    int wanted = Integer.parseInt(version.group(1));
    if (wanted > own) {
      properties.problem(
          "Runtime", "must be java" + own + " or older, as the node runs on Java " + own, runtime);
    } else if (wanted < own) {
      draft.leaveAlone(properties.place("Runtime"), runtime + ", run on Java " + own);
    }
  }

  private Optional<Path> code(Properties properties) {
    var uri = properties.required("CodeUri");
    if (uri.isEmpty()) {
      return Optional.empty();
    }
    if (uri.get().matches("[a-z0-9]{2,}://.*")) {
      properties.problem("CodeUri", "must be the path of a jar or a folder", uri.get());
      return Optional.empty();
    }
    try {
      return Optional.of(folder.resolve(uri.get()).normalize());
    } catch (InvalidPathException notAPath) {
      properties.problem("CodeUri", "must be the path of a jar or a folder", uri.get());
      return Optional.empty();
    }
  }

  private static Optional<String> handler(Properties properties) {
    var handler = properties.required("Handler");
    if (handler.isPresent() && !handler.get().matches("[\\w.$]+(::[\\w$]+)?")) {
      properties.problem(
          "Handler", "must be package.Class or package.Class::method", handler.get());
      return Optional.empty();
    }
    return handler;
  }

  private Optional<Arn> role(String logicalId, Properties properties) {
    return properties.has("Role")
        ? properties.arn("Role", "iam")
        : Optional.of(
            ResourceType.ROLE.arn(
                settings.cloud(), settings.stackName() + "-" + logicalId + "Role"));
  }

  private static Map<String, String> environment(Properties properties) {
    var variables = properties.inside("Environment", ENVIRONMENT).entries("Variables");
    var values = new LinkedHashMap<String, String>();
    variables
        .values()
        .forEach(
            (name, value) -> {
              if (!name.matches("[a-zA-Z][a-zA-Z0-9_]+") || RESERVED_VARIABLES.contains(name)) {
                properties
                    .evaluator()
                    .problems()
                    .add(
                        value.place(), "has a name that Lambda keeps for itself or does not allow");
              }
              properties.evaluator().text(value).ifPresent(text -> values.put(name, text));
            });
    return values;
  }

  private static @Nullable Integer reserved(Properties properties) {
    return properties.has("ReservedConcurrentExecutions")
        ? properties.integer("ReservedConcurrentExecutions", Range.of(0, Integer.MAX_VALUE), 0, "")
        : null;
  }

  private static boolean continuesWhenCutOff(Properties sluice, @Nullable Integer reserved) {
    String given = sluice.oneOf("WhenCutOff", List.of("pause", "continue"));
    if (reserved == null && sluice.has("WhenCutOff") && given.equals("pause")) {
      sluice.problem(
          "WhenCutOff",
          "must be continue, as the function has no ReservedConcurrentExecutions of its own",
          given);
    }
    return reserved == null || given.equals("continue");
  }

  private static EventInvokeConfig eventInvokeConfig(Properties properties) {
    var config = properties.inside("EventInvokeConfig", EVENT_INVOKE_CONFIG);
    if (properties.has("EventInvokeConfig") && config.entries().values().isEmpty()) {
      properties.problem(
          "EventInvokeConfig",
          "is empty. Lambda says: You must specify at least one of error handling or destination"
              + " setting.");
    }
    var standard = EventInvokeConfig.DEFAULT;
    int retries =
        config.integer("MaximumRetryAttempts", Range.of(0, 2), standard.maximumRetryAttempts(), "");
    int age =
        config.integer(
            "MaximumEventAgeInSeconds",
            Range.of(60, 21_600),
            (int) standard.maximumEventAge().toSeconds(),
            "seconds");
    return new EventInvokeConfig(
        retries, Duration.ofSeconds(age), DestinationReader.ofEvents(config));
  }
}
