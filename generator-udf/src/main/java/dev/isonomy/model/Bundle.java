package dev.isonomy.model;

/** A model of any kind: its checked manifest and where its files are. */
public sealed interface Bundle permits ModelBundle, LiftBundle, LabelBundle {

  /** What {@code bundle.json} says. */
  Manifest manifest();

  /** Where the files are. */
  BundleFiles files();

  /** SHA-256 of {@code bundle.json}, which holds the hashes of all other files. */
  String fingerprint();
}
