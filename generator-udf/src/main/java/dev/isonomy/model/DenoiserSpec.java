package dev.isonomy.model;

import dev.isonomy.diffusion.Diffusion;
import dev.isonomy.diffusion.TimestepSpacing;

/**
 * How a bundle's denoiser was trained and is called.
 *
 * @param diffusion schedule, prediction type and clipping
 * @param conditioned whether forward takes a code z
 * @param unconditional whether it can also be called without z: by the method {@code unconditional}
 *     if conditioned, by forward if not
 * @param spacing the spacing its makers recommend
 * @param stepsOffset offset of the leading spacing
 */
public record DenoiserSpec(
    Diffusion diffusion,
    boolean conditioned,
    boolean unconditional,
    TimestepSpacing spacing,
    int stepsOffset) {}
