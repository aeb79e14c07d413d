package dev.isonomy.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/** Decides whether a bundle lies where bundles may be taken from. */
final class BundleLocations {
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

  /** One spelling of a place, without a slash at its end; empty if it is none. */
  private static String normal(String location) {
    try {
      URI uri = new URI(location).normalize();
      if (uri.getScheme() == null || uri.getScheme().equals("file")) {
        String path = uri.getScheme() == null ? location : uri.getPath();
        return path == null ? "" : Path.of(path).toAbsolutePath().normalize().toString();
      }
      String text = uri.toString();
      boolean climbs = text.contains("/../") || text.endsWith("/..") || text.contains("%2e");
      return climbs ? "" : text.replaceAll("/+$", "");
    } catch (URISyntaxException | InvalidPathException e) {
      return "";
    }
  }
}
