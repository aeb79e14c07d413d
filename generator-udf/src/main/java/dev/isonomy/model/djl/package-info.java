/**
 * The DJL adapter of {@link dev.isonomy.model.BundleModules}: the only place that knows the engine.
 * Start at {@link dev.isonomy.model.djl.DjlModules}.
 */
package dev.isonomy.model.djl;
