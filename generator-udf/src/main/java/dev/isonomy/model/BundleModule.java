package dev.isonomy.model;

import java.util.Locale;

/** The networks that a bundle can hold. */
public enum BundleModule {
  /**
   * Predicts noise, sample or v: forward(x[B,C,H,W], t[B] int64 [, z[B,D]]), method {@code
   * unconditional}(x, t).
   */
  DENOISER,
  /** Semantic encoder: forward(image[B,3,H,W] in [-1,1]) to z[B,D]. */
  ENCODER,
  /** Methods encode(image) to latents of unit variance and decode(latents) to images. */
  AUTOENCODER,
  /** forward(image) to logits [B, sum of classes], attribute after attribute. */
  LABELER,
  /** An independently trained labeler. */
  AUDITOR,
  /** forward(image) to feature vectors [B, F]. */
  FEATURES;

  /** The name used in {@code bundle.json}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
