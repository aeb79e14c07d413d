package dev.isonomy.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Decides whether a bundle lies where bundles may be taken from. */
final class BundleLocations {
  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:");

  private BundleLocations() {}

  /**
   * Whether a bundle may be loaded: an embedded one always, others if nothing is listed or they lie
   * at or below a listed place. Steps like {@code ..} are resolved first.
   *
   * @param embedded whether it is the name of an embedded bundle
   */
  static boolean allow(String uri, boolean embedded, List<String> allowed) {
    if (allowed.isEmpty() || embedded) {
      return true;
    }
    String location = normal(uri);
    return allowed.stream()
        .map(BundleLocations::normal)
        .anyMatch(place -> !place.isEmpty() && below(location, place));
  }

  private static boolean below(String location, String place) {
    return location.equals(place) || location.startsWith(place.endsWith("/") ? place : place + "/");
  }

  private static String absolute(String path) {
    return Path.of(path).toAbsolutePath().normalize().toString();
  }

  /** One spelling of a place, without a slash at its end; empty if it is none. */
  private static String normal(String location) {
    try {
      if (location.isBlank()) {
        return "";
      }
      if (!SCHEME.matcher(location).lookingAt()) {
        return absolute(location);
      }
      URI uri = new URI(location).normalize();
      if (uri.getScheme().equals("file")) {
        return uri.getPath() == null ? "" : absolute(uri.getPath());
      }
      String text = uri.toString();
      boolean climbs =
          text.contains("/../")
              || text.endsWith("/..")
              || text.toLowerCase(Locale.ROOT).contains("%2e");
      return climbs ? "" : text.replaceAll("/+$", "");
    } catch (URISyntaxException | InvalidPathException e) {
      return "";
    }
  }
}
