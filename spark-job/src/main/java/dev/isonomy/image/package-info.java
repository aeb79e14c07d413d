/**
 * Decodes the images that other people made, as every other reader shows them: upright, in the
 * colours that are stored, whole or not at all. Start at {@link dev.isonomy.image.ImageDecoder};
 * {@link dev.isonomy.image.ImageFormat} is the one list of the formats that are read.
 */
package dev.isonomy.image;
