package dev.isonomy.model;

import dev.isonomy.diffusion.Denoiser;
import java.util.List;

/**
 * The loaded networks of a bundle, for one task: a port that engines implement.
 *
 * <p>Everything goes over flat {@code float[]} batches, sample after sample, channels first; images
 * are in [-1, 1]. A call takes any number of samples. The result of a sample must not depend, not
 * even in its last bit, on how many others are in the call.
 *
 * <p>Not safe for use by several threads at a time; open one per task. All methods throw {@link
 * ModuleException} if a network fails or returns a number that is not finite, and {@link
 * dev.isonomy.error.UserException} if it does not have the shape that the bundle promises.
 */
public interface BundleModules extends AutoCloseable {

  /** The bundle whose networks these are. */
  ModelBundle bundle();

  /**
   * The denoiser under its conditions.
   *
   * @param conditions per condition of the bundle, in its order, the numbers of all samples of a
   *     batch, flat; whole numbers where the network takes int64
   */
  Denoiser denoiser(List<float[]> conditions);

  /** The denoiser of a bundle with a code, without it. */
  Denoiser denoiserWithoutCode();

  /**
   * What the text encoder makes of prompts.
   *
   * @return per condition of a prompt, in the bundle's order, the numbers of all texts, flat
   * @throws dev.isonomy.error.UserException if there is no text encoder, or a text has too many
   *     tokens for it
   */
  List<float[]> embed(List<String> texts);

  /** Semantic codes [count, D] of images. */
  float[] encode(float[] images, int count);

  /** States of the diffusion for images: the autoencoder's latents, or the pixels themselves. */
  float[] encodeSample(float[] images, int count);

  /** Images for clean states of the diffusion; not limited to [-1, 1]. */
  float[] decodeSample(float[] samples, int count);

  /** The labeler's logits [count, L] for images. */
  float[] label(float[] images, int count);

  /** The auditor's logits [count, L] for images. */
  float[] audit(float[] images, int count);

  /** Feature vectors [count, F] of images. */
  float[] features(float[] images, int count);

  /** How often this JVM had to halve its calls because the device's memory was short. */
  default int outOfMemoryHalvings() {
    return 0;
  }

  @Override
  void close();
}
