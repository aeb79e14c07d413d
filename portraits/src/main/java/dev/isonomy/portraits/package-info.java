/**
 * Stylized portraits, rendered from parametric 3D heads: the images that the embedded model is
 * trained on, with attributes that are known exactly and skewed on purpose. Start at {@link
 * dev.isonomy.portraits.PortraitSampler}, which draws a {@link dev.isonomy.portraits.Portrait} from
 * (seed, index), and {@link dev.isonomy.portraits.PortraitRenderer}, which casts rays at it from
 * any {@link dev.isonomy.portraits.Camera}. A head is a list of painted ellipsoids; everything flat
 * (eyes, mouth, lines of age) is paint on them, so that all cameras see one head. Pixels are equal
 * on all machines: only IEEE-exact operations and StrictMath are used.
 */
package dev.isonomy.portraits;
