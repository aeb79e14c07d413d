package dev.isonomy.model;

/**
 * How a bundle's text encoder is given a prompt.
 *
 * @param tokenizer file of the bundle: a fast tokenizer of Hugging Face, with its special tokens
 * @param length tokens per prompt
 * @param pad number of the token that fills shorter prompts up
 */
public record TextSpec(String tokenizer, int length, int pad) {}
