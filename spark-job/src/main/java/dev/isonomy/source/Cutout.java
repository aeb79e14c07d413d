package dev.isonomy.source;

/**
 * An image with its mask.
 *
 * @param rgb pixels row by row, red, green, blue
 * @param alpha coverage of the figure per pixel; empty if the image has no alpha channel
 */
public record Cutout(byte[] rgb, byte[] alpha) {}
