package dev.sluice.local.sns;

import dev.sluice.local.server.ServiceFault;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The parameters of a request in the query protocol, where lists and maps are spelled out in the
/// names: `Attributes.entry.1.key`.
record Parameters(Map<String, String> values) {

  Parameters {
    values = Map.copyOf(values);
  }

  static Parameters parse(String form) {
    var values = new LinkedHashMap<String, String>();
    for (var pair : form.split("&", -1)) {
      var equals = pair.indexOf('=');
      if (equals > 0) {
        values.put(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
      }
    }
    return new Parameters(values);
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  Optional<String> text(String name) {
    return Optional.ofNullable(values.get(name));
  }

  String required(String name) {
    return text(name).filter(t -> !t.isEmpty()).orElseThrow(() -> invalid(name + " is required"));
  }

  /// The members of a list, each with its own parameters:
  /// `list("PublishBatchRequestEntries.member")`.
  List<Parameters> list(String prefix) {
    var members = new ArrayList<Parameters>();
    for (var i = 1; ; i++) {
      var start = prefix + "." + i + ".";
      var member = new LinkedHashMap<String, String>();
      values.forEach(
          (name, value) -> {
            if (name.startsWith(start)) {
              member.put(name.substring(start.length()), value);
            }
          });
      if (member.isEmpty()) {
        return members;
      }
      members.add(new Parameters(member));
    }
  }

  /// A map of texts, such as `Attributes`.
  Map<String, String> map(String name) {
    var map = new LinkedHashMap<String, String>();
    for (var entry : list(name + ".entry")) {
      map.put(entry.required("key"), entry.text("value").orElse(""));
    }
    return map;
  }

  /// The answer to a request whose parameters are wrong.
  static ServiceFault invalid(String problem) {
    return new ServiceFault(400, "InvalidParameter", "Invalid parameter: " + problem);
  }
}
