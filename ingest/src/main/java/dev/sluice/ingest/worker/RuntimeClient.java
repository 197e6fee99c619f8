package dev.sluice.ingest.worker;

import dev.sluice.ingest.worker.child.ChildMain;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Amazon's runtime interface client as found on the node's own class path, laid out for child
/// processes: the few jars it needs, its native part and our [ChildMain], and nothing else of the
/// node.
///
/// @param jars in class path order
/// @param childClasses a folder that holds [ChildMain] alone
/// @param nativePart its shared library, unpacked once: left to itself each process would write it
///   to one fixed path in `/tmp`, under the feet of those that have it loaded
record RuntimeClient(List<Path> jars, Path childClasses, Path nativePart) {

  /// One class of each jar that the client needs.
  private static final List<String> LANDMARKS =
      List.of(
          "com/amazonaws/services/lambda/runtime/api/client/AWSLambda.class",
          "com/amazonaws/services/lambda/runtime/Context.class",
          "com/amazonaws/services/lambda/runtime/serialization/PojoSerializer.class",
          "software/amazon/awssdk/utilslite/SdkInternalThreadLocal.class");

  RuntimeClient {
    jars = List.copyOf(jars);
  }

  /// Finds the client and unpacks what must be files.
  ///
  /// @param folder private to this node, exists
  static RuntimeClient unpack(Path folder) throws IOException {
    ClassLoader node = RuntimeClient.class.getClassLoader();
    Set<Path> jars = new LinkedHashSet<>();
    for (String landmark : LANDMARKS) {
      jars.add(jarOf(node, landmark));
    }
    Path childClasses = folder.resolve("child");
    String childClass = ChildMain.class.getName().replace('.', '/') + ".class";
    copy(node, childClass, childClasses.resolve(childClass));
    Path nativePart = folder.resolve("runtime-client.so");
    copy(node, "jni/" + nativeName(), nativePart);
    return new RuntimeClient(new ArrayList<>(jars), childClasses, nativePart);
  }

  private static Path jarOf(ClassLoader node, String resource) throws IOException {
    URL url = find(node, resource);
    if (url.openConnection() instanceof JarURLConnection jar) {
      return Path.of(java.net.URI.create(jar.getJarFileURL().toString()));
    }
    throw new IOException("expected " + resource + " in a jar, found " + url);
  }

  private static void copy(ClassLoader node, String resource, Path to) throws IOException {
    if (to.getParent() != null) {
      Files.createDirectories(to.getParent());
    }
    try (InputStream in = find(node, resource).openStream()) {
      Files.copy(in, to);
    }
  }

  private static URL find(ClassLoader node, String resource) throws IOException {
    URL url = node.getResource(resource);
    if (url == null) {
      throw new IOException(
          "The node's class path has no "
              + resource
              + "; it belongs to aws-lambda-java-runtime-interface-client, which runs Java"
              + " functions on Linux (x86-64 and ARM)");
    }
    return url;
  }

  private static String nativeName() {
    String machine = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    boolean arm = machine.equals("aarch64") || machine.equals("arm64");
    boolean musl =
        Files.exists(Path.of(arm ? "/lib/ld-musl-aarch64.so.1" : "/lib/ld-musl-x86_64.so.1"))
            && !Files.exists(
                Path.of(arm ? "/lib/ld-linux-aarch64.so.1" : "/lib64/ld-linux-x86-64.so.2"));
    String system = System.getProperty("os.name").equals("Linux") ? "linux" : "unsupported";
    return "libaws-lambda-jni."
        + system
        + (musl ? "_musl" : "")
        + (arm ? "-aarch_64" : "-x86_64")
        + ".so";
  }
}
