package dev.isonomy.spi;

import dev.isonomy.attribute.AttributeSpace;

/**
 * What a run asks of an {@link ImageSource}.
 *
 * @param space the cells of the model
 * @param size the size of the model's images
 * @param seed the seed of the run, from which all images follow
 * @param natural images without a label
 * @param supportPerCell images with a label, for each cell
 */
public record SourceRequest(
    AttributeSpace space, ImageSize size, long seed, int natural, int supportPerCell) {}
