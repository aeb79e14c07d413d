/**
 * From latents to labelled images, for one work unit or one batch of plain draws.
 *
 * <p>Start at {@link dev.isonomy.generate.UnitGenerator}: it draws, generates, classifies and keeps
 * until the quotas of a unit are met. {@link dev.isonomy.generate.ImageGenerator} turns latents
 * into images, {@link dev.isonomy.generate.MethodSampler} draws without rejection, {@link
 * dev.isonomy.generate.PngEncoder} writes what is kept.
 *
 * <p>All randomness of an image is keyed by its {@link dev.isonomy.generate.DrawKey}; nothing here
 * depends on batches, threads or attempts.
 */
package dev.isonomy.generate;
