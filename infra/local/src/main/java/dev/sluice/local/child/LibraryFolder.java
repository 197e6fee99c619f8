package dev.sluice.local.child;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Finds the class paths of the child processes: folders of jars that the build puts under
/// `infra/local/*/target/lib`.
///
/// The root of the repository is the system property `sluice.root`, otherwise the nearest folder
/// above our own classes that has an `infra/local`.
final class LibraryFolder {

  private LibraryFolder() {}

  /// The folder of jars of one server, such as `dynamodb`.
  static Path of(String server) {
    var folder = root().resolve("infra/local/" + server + "/target/lib");
    if (!Files.isDirectory(folder)) {
      throw new IllegalStateException(
          "The local cloud needs the jars of "
              + server
              + " in "
              + folder
              + ", but there is no such folder: run `mvn package` first, or set -Dsluice.root to"
              + " the root of a repository that has been built.");
    }
    return folder;
  }

  /// Where our own classes are: a folder or a jar.
  static Path ownClasses() {
    try {
      return Path.of(
          LibraryFolder.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("The place of our own classes is not a path", e);
    }
  }

  private static Path root() {
    var given = System.getProperty("sluice.root");
    if (given != null && !given.isBlank()) {
      return Path.of(given).toAbsolutePath();
    }
    var start = ownClasses();
    for (var folder = start.getParent(); folder != null; folder = folder.getParent()) {
      if (Files.isDirectory(folder.resolve("infra/local"))) {
        return folder;
      }
    }
    throw new IllegalStateException(
        "No folder above "
            + start
            + " has an infra/local: set -Dsluice.root to the root of the repository.");
  }
}
