package dev.isonomy.config;

import dev.isonomy.model.ModelBundle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A bundle whose labeler or auditor judges the images.
 *
 * @param uri the name of an embedded bundle, or where bundle.json lies
 * @param sha256 pinned SHA-256 of bundle.json, empty if it is not pinned
 * @param attributes names of the attributes that it tells, empty for all that it knows
 */
public record JudgeChoice(String uri, String sha256, List<String> attributes) {
  private static final Set<String> KEYS = Set.of("uri", "sha256", "attributes");

  /** Copies the names. */
  public JudgeChoice {
    attributes = List.copyOf(attributes);
  }

  /** The entries of a list: URIs, or { uri, sha256, attributes }. */
  static List<JudgeChoice> read(Section section, String key, List<String> allowed) {
    List<JudgeChoice> choices = new ArrayList<>();
    for (Object entry : section.entries(key)) {
      JudgeChoice choice = choice(section, key, entry);
      if (!BundleLocations.allow(choice.uri(), ModelBundle.isEmbedded(choice.uri()), allowed)) {
        throw section.wrong(
            key, "below one of isonomy.bundle.allowed-locations " + String.join(", ", allowed));
      }
      choices.add(choice);
    }
    return List.copyOf(choices);
  }

  private static JudgeChoice choice(Section section, String key, Object entry) {
    Map<?, ?> fields = entry instanceof Map<?, ?> given ? given : Map.of("uri", entry);
    Object uri = fields.get("uri");
    Object sha256 = fields.containsKey("sha256") ? fields.get("sha256") : "";
    Object names = fields.containsKey("attributes") ? fields.get("attributes") : List.of();
    boolean right =
        KEYS.containsAll(fields.keySet())
            && uri instanceof String text
            && !text.isBlank()
            && sha256 instanceof String hash
            && (hash.isEmpty() || BundleSettings.isSha256(hash))
            && names instanceof List<?> list
            && list.stream().allMatch(String.class::isInstance)
            && list.stream().distinct().count() == list.size();
    if (!right) {
      throw section.wrong(
          key,
          "a list of URIs of bundles, or of { uri = \"...\", sha256 = \"64 hexadecimal digits\","
              + " attributes = [names] }, of which only uri is needed,");
    }
    return new JudgeChoice(
        ((String) uri).trim(),
        ((String) sha256).toLowerCase(Locale.ROOT),
        ((List<?>) names).stream().map(String::valueOf).toList());
  }
}
