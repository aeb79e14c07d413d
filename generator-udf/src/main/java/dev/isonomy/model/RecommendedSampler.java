package dev.isonomy.model;

import dev.isonomy.diffusion.Sampler;
import java.io.Serializable;
import java.util.OptionalInt;

/**
 * How the makers of a denoiser sample it.
 *
 * @param sampler the solver
 * @param steps how many, where they say it
 */
public record RecommendedSampler(Sampler sampler, OptionalInt steps) implements Serializable {}
