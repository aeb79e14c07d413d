package dev.isonomy.spark.task;

import java.io.Serializable;
import java.util.List;

/**
 * What a text encoder made of a prompt.
 *
 * @param text the prompt
 * @param numbers per condition of a prompt, in the bundle's order
 */
public record Embedded(String text, List<float[]> numbers) implements Serializable {}
