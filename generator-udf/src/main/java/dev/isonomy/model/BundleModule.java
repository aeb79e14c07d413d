package dev.isonomy.model;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** The networks that a bundle can hold. */
public enum BundleModule {
  /**
   * Predicts noise, sample or v: forward(state[B,C,H,W], told[B], conditions...), method {@code
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
  FEATURES,
  /** A text encoder: forward(ids[B, L] int64) to one tensor per condition of a prompt. */
  TEXT,
  /**
   * forward(image[B,3,H,W] in [0,1] on white, mask[B,1,H,W], camera[B,25]) to positions[B,N,3], log
   * scales[B,N,3], rotations[B,N,4] (w, x, y, z), opacity logits[B,N,1], harmonics[B,N,3K].
   */
  LIFTER,
  /** forward(image[B,3,H,W] in [0,1]) to the figure's coverage [B,1,H,W] in [0,1]. */
  SEGMENTER;

  /** Those of the kind {@code diffusion}. */
  static final Set<BundleModule> OF_DIFFUSION =
      Collections.unmodifiableSet(EnumSet.range(DENOISER, TEXT));

  /** Those of the kind {@code labels}. */
  static final Set<BundleModule> OF_LABELS =
      Collections.unmodifiableSet(EnumSet.of(LABELER, AUDITOR));

  /** Those of the kind {@code image-to-gaussians}. */
  static final Set<BundleModule> OF_LIFTING =
      Collections.unmodifiableSet(EnumSet.of(LIFTER, SEGMENTER));

  /** The name used in {@code bundle.json}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
