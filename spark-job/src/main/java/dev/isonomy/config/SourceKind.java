package dev.isonomy.config;

/** Where the images come from in whose latents the attributes are localized. */
public enum SourceKind {
  RENDERER,
  IMAGES,
  PARQUET
}
