package dev.sluice.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.demo.process.NodeProcess;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class KillerTest {

  private static final Pattern VICTIM = Pattern.compile("Node ([0-9]) of 3 will be killed once");

  @Test
  void kills_the_node_that_the_seed_chooses() {
    var victims = new TreeSet<String>();
    for (long seed = 0; seed < 50; seed++) {
      String announced = announcement(seed, 3);
      assertThat(announcement(seed, 3)).isEqualTo(announced);
      var victim = VICTIM.matcher(announced);
      assertThat(victim.find()).isTrue();
      victims.add(victim.group(1));
    }

    assertThat(victims).containsExactly("1", "2", "3");
  }

  @Test
  void chooses_the_same_moment_however_many_nodes_there_are() {
    String alone = announcement(7, 1);

    assertThat(announcement(7, 3).replaceFirst("Node . of 3", "The node")).isEqualTo(alone);
  }

  private static String announcement(long seed, int nodes) {
    var out = new ByteArrayOutputStream();
    var progress = new Progress(new PrintStream(out, true, StandardCharsets.UTF_8), false);
    var place = new NodeProcess.Place(Path.of("."), Path.of("."), Map.of());
    new Killer(seed, null, new Nodes(place, nodes), progress);
    return out.toString(StandardCharsets.UTF_8);
  }
}
