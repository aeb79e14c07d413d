/**
 * Diffusion sampling in plain Java: levels of noise, where steps lie among them, and samplers.
 *
 * <p>Start reading at {@link dev.isonomy.diffusion.Level}, the one coordinate system of states, at
 * {@link dev.isonomy.diffusion.Diffusion}, which says what a network was trained to predict, and at
 * {@link dev.isonomy.diffusion.Sampler}, which turns noise into samples with it. The network itself
 * is the port {@link dev.isonomy.diffusion.Denoiser}. Nothing here knows tensors of an engine,
 * threads or files: states are {@code float[]}, coefficients are {@code double}.
 *
 * <p>Notation: {@code x_t = alpha_t x_0 + sigma_t eps} with {@code alpha_t^2 + sigma_t^2 = 1}.
 */
package dev.isonomy.diffusion;
