package dev.isonomy.model;

import dev.isonomy.error.UserException;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What the {@code bundle.json} of every kind of bundle says. */
public sealed interface Manifest permits BundleManifest, LiftManifest, LabelManifest {

  /** The only format version there is. */
  int FORMAT_VERSION = 2;

  /**
   * Who the model is.
   *
   * @param name short name
   * @param version version of the weights
   * @param licence SPDX identifier
   */
  record Identity(String name, String version, String licence) {}

  /** Name, version and licence. */
  Identity identity();

  /** What runs the modules. */
  ModuleEngine engine();

  /** Files per module. */
  Map<BundleModule, ModuleFiles> modules();

  /** Modules that a processor runs faster on images whose channels are the innermost axis. */
  Set<BundleModule> channelsLast();

  /** Lower-case hexadecimal SHA-256 per file name, for every file but {@code bundle.json}. */
  Map<String, String> files();

  /**
   * The file of a module's method.
   *
   * @param method {@link ModuleFiles#FORWARD} or another one
   * @throws UserException if the bundle has no such module, or no file for the method
   */
  default String file(BundleModule module, String method) {
    ModuleFiles found = modules().get(module);
    if (found == null) {
      throw new UserException(
          "bundle "
              + identity().name()
              + " has no module "
              + module.label()
              + "; it has "
              + modules().keySet().stream()
                  .map(BundleModule::label)
                  .collect(Collectors.joining(", ")));
    }
    return found
        .of(method)
        .orElseThrow(
            () ->
                new UserException(
                    "bundle "
                        + identity().name()
                        + " has no file for the method "
                        + method
                        + " of module "
                        + module.label()
                        + "; export it again"));
  }

  /** The first line of an error's message. */
  static String firstLine(Throwable e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse(e.getClass().getSimpleName());
  }
}
