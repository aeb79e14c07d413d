package dev.isonomy.spark.task;

import java.io.Serializable;

/**
 * An item with its latent vector.
 *
 * @param item the item
 * @param latent the vector that the mixture is fitted to
 * @param <T> the items
 */
public record Encoded<T>(T item, float[] latent) implements Serializable {}
