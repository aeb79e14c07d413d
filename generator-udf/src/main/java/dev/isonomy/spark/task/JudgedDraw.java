package dev.isonomy.spark.task;

import java.io.Serializable;

/**
 * A draw of a {@link DrawTask}.
 *
 * @param name the task's name
 * @param draw number of the draw
 * @param component component of its latent, -1 without
 * @param judgement what the networks say of it
 * @param pixels its bytes, see {@link dev.isonomy.generate.Pixels}
 */
public record JudgedDraw(
    String name, long draw, int prompt, int component, Judgement judgement, byte[] pixels)
    implements Serializable {}
