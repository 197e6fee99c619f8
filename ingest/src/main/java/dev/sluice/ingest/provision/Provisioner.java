package dev.sluice.ingest.provision;

import dev.sluice.ingest.template.ResourceToCreate;
import java.util.ArrayList;
import java.util.List;

/// Provides the resources of a template on a local cloud. What exists is kept as it is. Against AWS
/// it does nothing at all: there, resources belong to whoever deployed the template.
public final class Provisioner {

  private final List<Endpoint> endpoints;
  private final ResourceMaker maker;

  /// @param endpoints of every client that `maker` uses
  public Provisioner(List<Endpoint> endpoints, ResourceMaker maker) {
    this.endpoints = List.copyOf(endpoints);
    this.maker = maker;
  }

  /// Makes what is missing, in the order given, each resource after those it needs.
  public Provisioning provision(List<ResourceToCreate> resources) throws InterruptedException {
    var elsewhere = endpoints.stream().filter(endpoint -> !endpoint.isLoopback()).toList();
    if (!elsewhere.isEmpty()) {
      return new Provisioning.NotLocal(elsewhere);
    }
    var created = new ArrayList<String>();
    var problems = new ArrayList<String>();
    for (var resource : resources) {
      String label = Provisioning.label(resource);
      switch (maker.make(resource)) {
        case Making.Created() -> created.add(label);
        case Making.Kept() -> {}
        case Making.Differs(var differences) ->
            problems.add(
                "The "
                    + label
                    + " exists with other settings and was left as it is: "
                    + String.join("; ", differences)
                    + ". Remove it, or change the template.");
        case Making.Failed(var reason) ->
            problems.add("The " + label + " could not be made: " + reason);
      }
    }
    return problems.isEmpty()
        ? new Provisioning.Ready(created)
        : new Provisioning.Incomplete(problems);
  }
}
