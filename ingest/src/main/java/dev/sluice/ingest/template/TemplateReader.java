package dev.sluice.ingest.template;

import dev.sluice.ingest.template.TemplateValue.Entries;
import dev.sluice.ingest.template.TemplateValue.Items;
import dev.sluice.ingest.template.TemplateValue.Nothing;
import dev.sluice.ingest.template.TemplateValue.Scalar;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// Reads YAML (and with it JSON) into values that know their places. Bounded in depth and in the
/// number of values, aliases expanded, so that no file can exhaust the node.
final class TemplateReader {

  /// Nested deeper is refused.
  static final int MAXIMUM_DEPTH = 60;

  /// More values, aliases counted as what they stand for, are refused.
  static final int MAXIMUM_VALUES = 100_000;

  private static final Pattern INDENTATION = Pattern.compile("^[ \\t]+", Pattern.MULTILINE);

  private final Iterator<Event> events;
  private final ProblemList problems;
  private final Map<Anchor, Anchored> anchors = new HashMap<>();
  private int values;

  private TemplateReader(Iterator<Event> events, ProblemList problems) {
    this.events = events;
    this.problems = problems;
  }

  /// The one document in `text`; no entries when it cannot be read, which is then a problem.
  static Entries read(String text, ProblemList problems) {
    var settings = LoadSettings.builder().setCodePointLimit(Integer.MAX_VALUE).build();
    var reader =
        new TemplateReader(new Parse(settings).parseString(withoutTabs(text)).iterator(), problems);
    try {
      return reader.document();
    } catch (Refused refused) {
      problems.add(refused.problem);
    } catch (MarkedYamlEngineException unreadable) {
      int line = unreadable.getProblemMark().map(mark -> mark.getLine() + 1).orElse(0);
      problems.add(
          new Place("", line), "cannot be read at line " + line + ": " + unreadable.getProblem());
    } catch (YamlEngineException unreadable) {
      problems.add(Place.TOP, "cannot be read: " + unreadable.getMessage());
    }
    return Entries.none(Place.TOP);
  }

  /// JSON may be indented by tabs, YAML may not.
  private static String withoutTabs(String text) {
    return text.stripLeading().startsWith("{")
        ? INDENTATION.matcher(text).replaceAll(spaces -> " ".repeat(spaces.group().length()))
        : text;
  }

  private Entries document() {
    events.next(); // start of the stream
    if (!(events.next().getEventId() == Event.ID.DocumentStart)) {
      throw new Refused(Place.TOP, "is empty");
    }
    var top = value(events.next(), Place.TOP, 0);
    events.next(); // end of the document
    if (events.next().getEventId() != Event.ID.StreamEnd) {
      throw new Refused(Place.TOP, "must be one document, but the file holds several");
    }
    if (top instanceof Entries entries) {
      return entries;
    }
    throw new Refused(Place.TOP, "must be a map with Resources in it, but is " + top.kind());
  }

  private TemplateValue value(Event event, Place place, int depth) {
    if (depth > MAXIMUM_DEPTH) {
      throw new Refused(place, "is nested deeper than " + MAXIMUM_DEPTH + " levels");
    }
    int before = values;
    count(1, place);
    var read =
        switch (event) {
          case AliasEvent alias -> expand(alias, place);
          case ScalarEvent scalar -> tagged(scalar.getTag().orElse(""), scalar(scalar, place));
          case SequenceStartEvent start ->
              tagged(start.getTag().orElse(""), items(at(place, start), depth));
          case MappingStartEvent start ->
              tagged(start.getTag().orElse(""), entries(at(place, start), depth));
          default -> throw new IllegalStateException("no value starts with " + event);
        };
    if (event instanceof NodeEvent node && !(event instanceof AliasEvent)) {
      node.getAnchor()
          .ifPresent(anchor -> anchors.put(anchor, new Anchored(read, values - before)));
    }
    return read;
  }

  private TemplateValue expand(AliasEvent alias, Place place) {
    var anchored = anchors.get(alias.getAlias());
    if (anchored == null) {
      throw new Refused(place, "refers to *" + alias.getAlias() + ", which is not known here");
    }
    count(anchored.values, place);
    return anchored.value;
  }

  private void count(int more, Place place) {
    values += more;
    if (values > MAXIMUM_VALUES) {
      throw new Refused(place, "makes more than " + MAXIMUM_VALUES + " values of the template");
    }
  }

  private static TemplateValue scalar(ScalarEvent event, Place place) {
    boolean plain = event.getScalarStyle() == ScalarStyle.PLAIN;
    String text = event.getValue();
    boolean absent = plain && (text.isEmpty() || text.equals("null") || text.equals("~"));
    return absent && event.getTag().isEmpty()
        ? new Nothing(at(place, event))
        : new Scalar(at(place, event), text);
  }

  private Items items(Place place, int depth) {
    var read = new ArrayList<TemplateValue>();
    for (var next = events.next();
        next.getEventId() != Event.ID.SequenceEnd;
        next = events.next()) {
      read.add(value(next, at(place.item(read.size(), 0), next), depth + 1));
    }
    return new Items(place, List.copyOf(read));
  }

  private Entries entries(Place place, int depth) {
    var read = new LinkedHashMap<String, TemplateValue>();
    for (var next = events.next(); next.getEventId() != Event.ID.MappingEnd; next = events.next()) {
      if (!(next instanceof ScalarEvent key)) {
        throw new Refused(at(place, next), "has a key that is not text");
      }
      var child = at(place.child(key.getValue()), key);
      var value = value(events.next(), child, depth + 1);
      if (read.putIfAbsent(key.getValue(), value) != null) {
        problems.add(child, "is written twice");
      }
    }
    return new Entries(place, read);
  }

  private static TemplateValue tagged(String tag, TemplateValue value) {
    if (tag.startsWith("!") && tag.length() > 1) {
      return IntrinsicReader.ofTag(tag, value);
    }
    return value instanceof Entries entries ? IntrinsicReader.ofEntries(entries) : value;
  }

  private static Place at(Place place, Event event) {
    return new Place(
        place.path(), event.getStartMark().map(mark -> mark.getLine() + 1).orElse(place.line()));
  }

  /// @param values how many values it holds, itself counted
  private record Anchored(TemplateValue value, int values) {}

  /// Ends the reading: what follows cannot be understood.
  private static final class Refused extends RuntimeException {

    private final transient TemplateProblem problem;

    private Refused(Place place, String expected) {
      super(expected, null, false, false);
      this.problem = new TemplateProblem(place, expected, null, null);
    }
  }
}
