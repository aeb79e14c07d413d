package dev.isonomy.model;

import com.google.gson.JsonElement;
import dev.isonomy.json.JsonFields;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads {@code channelsLast} of a manifest: modules that are faster on tensors laid out so. */
final class ChannelsLast {
  private static final String KEY = "channelsLast";

  private ChannelsLast() {}

  /**
   * The modules, none where the bundle does not say.
   *
   * @throws dev.isonomy.error.UserException if the list names what the bundle does not have, or the
   *     engine knows no layouts
   */
  static Set<BundleModule> read(
      JsonFields root, ModuleEngine engine, Map<BundleModule, ModuleFiles> modules) {
    Set<BundleModule> found = EnumSet.noneOf(BundleModule.class);
    if (!root.has(KEY)) {
      return found;
    }
    ManifestReader.requireTorchScript(root, engine, KEY);
    for (JsonElement element : root.array(KEY)) {
      Optional<BundleModule> named =
          modules.keySet().stream()
              .filter(module -> element.toString().equals('"' + module.label() + '"'))
              .findFirst();
      found.add(named.orElseThrow(() -> root.error(KEY, allowed(modules), element.toString())));
    }
    return found;
  }

  private static String allowed(Map<BundleModule, ModuleFiles> modules) {
    return "must list some of the modules "
        + modules.keySet().stream().map(BundleModule::label).collect(Collectors.joining(", "));
  }
}
