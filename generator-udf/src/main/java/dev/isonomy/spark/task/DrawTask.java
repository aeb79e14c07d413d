package dev.isonomy.spark.task;

import java.io.Serializable;

/**
 * Draws to make without rejection.
 *
 * @param name what they are for, such as the balance method; comes back with every draw
 * @param stream separates the draws from others of the run; negative, as work units are not
 * @param first number of the first draw
 * @param count number of draws
 * @param weights weights of the components; empty for the unaided model, which takes no latent
 */
public record DrawTask(String name, long stream, long first, int count, double[] weights)
    implements Serializable {}
