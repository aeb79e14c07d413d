/**
 * Model bundles and the port to their networks.
 *
 * <p>Start at {@link dev.isonomy.model.ModelBundle}: a directory whose {@code bundle.json} ({@link
 * dev.isonomy.model.BundleManifest}) says what the networks are, with a SHA-256 per file. {@link
 * dev.isonomy.model.BundleVerifier} makes the private, verified copy that is loaded: TorchScript is
 * executable code. {@link dev.isonomy.model.BundleModules} is the port; its only adapter lives in
 * {@code dev.isonomy.model.djl}.
 */
package dev.isonomy.model;
