package dev.sluice.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/// A file of `export NAME=VALUE` lines for shells. Only its owner can read it; it is either there
/// whole or not at all, so that whoever waits for it can source it at once.
record EnvironmentFile(Path path) {

  private static final String MARK = "# Written by sluice local; gone when it ends.";

  /// Removes what an earlier run left, and refuses to touch a file that is not ours.
  void clear() throws IOException {
    if (!Files.exists(path)) {
      return;
    }
    if (!Files.isRegularFile(path) || !isOurs()) {
      throw new IOException(
          path
              + " exists and was not written by sluice local, so it is left alone: name another"
              + " file with --env-file");
    }
    Files.delete(path);
  }

  private boolean isOurs() throws IOException {
    try (var lines = Files.lines(path)) {
      return lines.findFirst().filter(MARK::equals).isPresent();
    }
  }

  void write(Map<String, String> environment) throws IOException {
    var text = new StringBuilder(MARK).append('\n');
    environment.forEach((k, v) -> text.append("export " + k + "=" + v + "\n"));
    var ownerOnly =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    var folder = path.toAbsolutePath().getParent();
    var unfinished = Files.createTempFile(folder, "." + path.getFileName(), ".new", ownerOnly);
    try {
      Files.writeString(unfinished, text);
      Files.move(unfinished, path, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }
}
