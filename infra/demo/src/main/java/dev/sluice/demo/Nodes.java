package dev.sluice.demo;

import dev.sluice.demo.process.NodeProcess;
import dev.sluice.demo.process.RunFailure;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// The demo's nodes: one template, one table prefix, a process and a port each. Used by one thread,
/// except that any may [#end()] them.
final class Nodes {

  private final NodeProcess.Place place;
  private final int count;

  /// Every process that may still run, those that drain included.
  private final List<NodeProcess> started = new CopyOnWriteArrayList<>();

  /// Those that are meant to run.
  private final List<NodeProcess> running = new ArrayList<>();

  private volatile boolean ending;

  Nodes(NodeProcess.Place place, int count) {
    this.place = place;
    this.count = count;
  }

  /// Starts all. The first makes the resources, so the others wait until it is ready.
  void start() throws InterruptedException {
    for (int number = 1; number <= count; number++) {
      NodeProcess node = make(name(number), false);
      node.launch();
      if (number == 1) {
        node.awaitReady();
      }
      running.add(node);
    }
    for (NodeProcess node : running) {
      node.awaitReady();
    }
  }

  private NodeProcess make(String name, boolean acceptDefects) {
    NodeProcess node =
        new NodeProcess(
            name,
            place,
            List.of(
                place.root().resolve("infra/pipeline.yaml").toString(),
                "--stack-name",
                "demo",
                "--create-resources",
                "--parameter",
                "AcceptDefects=" + acceptDefects));
    started.add(node);
    requireGoingOn();
    return node;
  }

  /// Rolls the fix out, one node after the other: each is told to stop, and its successor starts
  /// while it drains. Returns when the last process of the old version is gone, so that nothing
  /// after this is handled, or dead-lettered, by the old version.
  void rollOut() throws InterruptedException {
    List<NodeProcess> old = List.copyOf(running);
    for (int i = 0; i < old.size(); i++) {
      old.get(i).tell();
      NodeProcess successor = make(old.get(i).name(), true);
      running.set(i, successor);
      successor.start();
    }
    for (NodeProcess node : old) {
      node.awaitEnd();
      started.remove(node);
    }
  }

  /// Kills one without warning. The only one is started again; one of several stays dead, and the
  /// others go on.
  ///
  /// @param number counted from 1
  void kill(int number) throws InterruptedException {
    NodeProcess victim = running.get(number - 1);
    victim.kill();
    if (count == 1) {
      victim.start();
    } else {
      running.remove(victim);
      started.remove(victim);
    }
  }

  /// Asks all to stop and waits until they have.
  void stop() throws InterruptedException {
    running.forEach(NodeProcess::tell);
    for (NodeProcess node : running) {
      node.awaitEnd();
    }
    running.clear();
  }

  /// Ends all processes whatever happens. Takes no lock, since the demo may be interrupted while it
  /// starts a node.
  void end() {
    ending = true;
    started.forEach(NodeProcess::tell);
    started.forEach(NodeProcess::end);
  }

  /// @throws RunFailure when a node has ended by itself
  void requireAll() {
    requireGoingOn();
    for (NodeProcess node : running) {
      if (node.isGone()) {
        throw new RunFailure(node.name() + " ended by itself; its log is " + node.log());
      }
    }
  }

  /// After the node was added to what is ended, so that none is missed.
  private void requireGoingOn() {
    if (ending) {
      throw new RunFailure("The run was ended from outside.");
    }
  }

  int count() {
    return count;
  }

  /// How the demo speaks of one of them.
  ///
  /// @param number counted from 1
  String name(int number) {
    return count == 1 ? "node" : "node " + number;
  }

  /// Where the Invoke API is answered: by any node that runs.
  URI address() {
    return running.getFirst().address();
  }

  List<URI> addresses() {
    return running.stream().map(NodeProcess::address).toList();
  }

  /// Where people read what the nodes say.
  Path logs() {
    return place.folder().resolve(count == 1 ? "node.log" : "node-*.log");
  }
}
