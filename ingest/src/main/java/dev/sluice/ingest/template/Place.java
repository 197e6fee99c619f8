package dev.sluice.ingest.template;

/// Where something stands in a template.
///
/// @param path keys from the top, such as `Resources.Orders.Properties.BatchSize`; empty at the top
/// @param line from 1; 0 when it stands in no file (a value given on the command line)
public record Place(String path, int line) {

  static final Place TOP = new Place("", 1);

  Place child(String key, int childLine) {
    return new Place(path.isEmpty() ? key : path + "." + key, childLine);
  }

  Place child(String key) {
    return child(key, line);
  }

  Place item(int index, int itemLine) {
    return new Place(path + "[" + index + "]", itemLine);
  }
}
