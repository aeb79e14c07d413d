package dev.isonomy.spark.task;

import java.io.Serializable;

/**
 * An item with its judgement.
 *
 * @param item the item
 * @param judgement what the networks say
 * @param <T> the items
 */
public record Judged<T>(T item, Judgement judgement) implements Serializable {}
