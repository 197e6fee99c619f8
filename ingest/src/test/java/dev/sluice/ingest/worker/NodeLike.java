package dev.sluice.ingest.worker;

import dev.sluice.ingest.invoke.InvocationOutcome;

/// Stands in for a node that is killed: runs a function, says in which process and where its files
/// are, then runs one that never ends.
final class NodeLike {

  private NodeLike() {}

  public static void main(String[] arguments) throws InterruptedException {
    StartedWorkers workers = StartedWorkers.standard();
    FunctionConfiguration function = Functions.of("orphan", SampleFunction.class);
    InvocationOutcome outcome = workers.invoke(function, "{}");
    String answer = ((InvocationOutcome.Succeeded) outcome).answer().text();
    System.out.println(EnvironmentLifeTest.pid(outcome));
    System.out.println(answer.replaceAll(".*\"scratch\":\"([^\"]+)\".*", "$1"));
    System.out.flush();
    workers.invoke(function, "{\"do\":\"hang\"}");
  }
}
