package dev.isonomy.udf;

import dev.isonomy.lift.LiftedAsset;

/**
 * An item with its asset.
 *
 * @param item what was lifted
 * @param picture its pixels, as the model was given them
 * @param asset what became of it
 * @param <T> the items
 */
public record Lifted<T>(T item, byte[] picture, LiftedAsset asset) {}
