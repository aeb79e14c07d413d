package dev.isonomy.model;

/**
 * An engine's adapter, found by {@link java.util.ServiceLoader}: it loads the networks of bundles.
 */
public interface NetworkProvider {

  /** Whether it runs what is exported for an engine. */
  boolean runs(ModuleEngine engine);

  /** CUDA devices that this JVM sees. */
  int gpus();

  /**
   * A bundle's networks, for one task; the first call in a JVM verifies and loads them, and tries
   * each one.
   *
   * @throws dev.isonomy.error.UserException if a file is damaged, a network cannot be loaded or has
   *     other shapes than the bundle says, or the device is not there
   */
  BundleModules open(ModelBundle bundle, ComputeDevice device, ModuleOptions options);

  /** The same for a lifting model. */
  LiftModules openLift(LiftBundle bundle, ComputeDevice device, ModuleOptions options);

  /** The same for a bundle that judges images. */
  LabelModules openLabels(LabelBundle bundle, ComputeDevice device, ModuleOptions options);
}
