package dev.isonomy.spark.task;

import java.io.Serializable;

/**
 * A draw with what the networks say of it: of a {@link DrawTask}, or kept by {@link KeptFunction}.
 *
 * @param name what it was made for
 * @param draw number of the draw
 * @param prompt index of the prompt that was asked for, 0 without prompts
 * @param component component of its latent, or the phrasing; -1 without either
 * @param judgement what the networks say of it
 * @param pixels its bytes, see {@link dev.isonomy.generate.Pixels}
 */
public record JudgedDraw(
    String name, long draw, int prompt, int component, Judgement judgement, byte[] pixels)
    implements Serializable {}
