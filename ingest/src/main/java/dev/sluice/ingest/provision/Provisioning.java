package dev.sluice.ingest.provision;

import dev.sluice.ingest.template.ResourceToCreate;
import java.util.List;
import java.util.Locale;

/// What became of providing a template's resources.
public sealed interface Provisioning {

  /// All exist as the template says.
  ///
  /// @param created names of those that were made just now
  record Ready(List<String> created) implements Provisioning {
    public Ready {
      created = List.copyOf(created);
    }
  }

  /// Some do not.
  ///
  /// @param problems a sentence each; at least one
  record Incomplete(List<String> problems) implements Provisioning {
    public Incomplete {
      problems = List.copyOf(problems);
    }
  }

  /// Nothing was done, because something would have been created elsewhere than on this machine.
  ///
  /// @param elsewhere the endpoints that are not this machine
  record NotLocal(List<Endpoint> elsewhere) implements Provisioning {
    public NotLocal {
      elsewhere = List.copyOf(elsewhere);
    }
  }

  /// What a resource is, for people: its kind and name.
  static String label(ResourceToCreate resource) {
    return resource.getClass().getSimpleName().toLowerCase(Locale.ROOT) + " " + resource.name();
  }
}
