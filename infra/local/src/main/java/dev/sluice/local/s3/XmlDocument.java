package dev.sluice.local.s3;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/// Reads the small XML documents of S3.
final class XmlDocument {

  private XmlDocument() {}

  /// The root element; empty when `text` is not XML.
  static Optional<Element> parse(byte[] text) {
    try {
      var factory = DocumentBuilderFactory.newDefaultNSInstance();
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      var builder = factory.newDocumentBuilder();
      builder.setErrorHandler(null);
      return Optional.of(builder.parse(new ByteArrayInputStream(text)).getDocumentElement());
    } catch (SAXException | IOException e) {
      return Optional.empty();
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException("Every Java has an XML parser", e);
    }
  }

  /// The elements right under `parent`.
  static List<Element> children(Element parent) {
    var children = new ArrayList<Element>();
    for (var node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node instanceof Element element) {
        children.add(element);
      }
    }
    return children;
  }

  /// The elements of this name right under `parent`.
  static List<Element> children(Element parent, String name) {
    return children(parent).stream().filter(e -> e.getLocalName().equals(name)).toList();
  }

  /// The text of the first element of this name right under `parent`.
  static Optional<String> text(Element parent, String name) {
    return children(parent, name).stream().findFirst().map(Element::getTextContent);
  }
}
