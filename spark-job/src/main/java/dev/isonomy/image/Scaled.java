package dev.isonomy.image;

/**
 * Scaled pixels.
 *
 * @param rgb row by row, red, green, blue
 * @param alpha coverage per pixel; empty if it was not asked for or the image has none
 */
public record Scaled(byte[] rgb, byte[] alpha) {}
