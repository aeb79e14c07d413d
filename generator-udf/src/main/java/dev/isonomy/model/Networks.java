package dev.isonomy.model;

import dev.isonomy.error.UserException;
import java.util.List;
import java.util.OptionalInt;
import java.util.ServiceLoader;
import java.util.function.Predicate;

/** Opens networks with the engine that their bundle names. */
public final class Networks {
  private Networks() {}

  /**
   * Opens a bundle's networks for one task, and those of its judges.
   *
   * @throws UserException as {@link NetworkProvider#open} does, or if there is no such engine
   */
  public static BundleModules open(
      ModelBundle bundle, ComputeDevice device, ModuleOptions options) {
    BundleModules own = running(bundle).open(bundle, device, options);
    return bundle.judges().isEmpty()
        ? own
        : new JudgedModules(
            bundle, own, judge -> running(judge).openLabels(judge, device, options));
  }

  /**
   * Opens a lifting model's networks for one task.
   *
   * @throws UserException as {@link NetworkProvider#open} does, or if there is no such engine
   */
  public static LiftModules openLift(
      LiftBundle bundle, ComputeDevice device, ModuleOptions options) {
    return running(bundle).openLift(bundle, device, options);
  }

  /**
   * The device of a configured name.
   *
   * @param name {@code cpu}, {@code cuda}, {@code cuda:N}, or {@code auto}: the task's GPU, or any,
   *     or else the processor
   * @param address the GPU that the scheduler gave to the task; takes the place of an index that is
   *     not given
   * @throws UserException if CUDA is demanded and not there, or the name is none
   */
  public static ComputeDevice device(String name, OptionalInt address) {
    int gpus =
        name.equals("cpu")
            ? 0
            : providers().stream().mapToInt(NetworkProvider::gpus).max().orElse(0);
    return ComputeDevice.choose(name, address, gpus);
  }

  private static NetworkProvider running(Bundle bundle) {
    ModuleEngine engine = bundle.manifest().engine();
    Predicate<NetworkProvider> runs = provider -> provider.runs(engine);
    return providers().stream()
        .filter(runs)
        .findFirst()
        .orElseThrow(
            () ->
                new UserException(
                    "bundle %s needs the engine %s, for which no jar on the class path has a dev.isonomy.model.NetworkProvider"
                        .formatted(bundle, engine.label())));
  }

  // The adapters are in the jar of this class or beside it; a task's thread may know neither.
  private static List<NetworkProvider> providers() {
    return ServiceLoader.load(NetworkProvider.class, NetworkProvider.class.getClassLoader())
        .stream()
        .map(ServiceLoader.Provider::get)
        .toList();
  }
}
