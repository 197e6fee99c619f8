package dev.sluice.local.server;

/// Writes the small XML documents that AWS's older protocols answer with.
public final class Xml {

  private final StringBuilder text = new StringBuilder();

  /// An empty run of elements.
  public static Xml content() {
    return new Xml();
  }

  /// A whole document: `content` in a root element of the namespace.
  public static String document(String root, String namespace, Xml content) {
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<"
        + root
        + (namespace.isEmpty() ? "" : " xmlns=\"" + namespace + "\"")
        + ">"
        + content
        + "</"
        + root
        + ">";
  }

  /// Adds an element that holds text.
  public Xml add(String name, String value) {
    open(name);
    escape(value);
    return close(name);
  }

  /// Adds an element that holds other elements.
  public Xml add(String name, Xml content) {
    open(name);
    text.append(content.text);
    return close(name);
  }

  private void open(String name) {
    text.append('<').append(name).append('>');
  }

  private Xml close(String name) {
    text.append("</").append(name).append('>');
    return this;
  }

  private void escape(String value) {
    for (var i = 0; i < value.length(); i++) {
      var c = value.charAt(i);
      switch (c) {
        case '<' -> text.append("&lt;");
        case '>' -> text.append("&gt;");
        case '&' -> text.append("&amp;");
        case '"' -> text.append("&quot;");
        case '\r' -> text.append("&#13;");
        default -> text.append(c);
      }
    }
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
