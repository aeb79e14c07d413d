/**
 * Portraits as images. Start at {@link dev.isonomy.portraits.render.PortraitRenderer}, which casts
 * rays at a head from any {@link dev.isonomy.portraits.render.Camera}. A head is a list of painted
 * ellipsoids; everything flat (eyes, mouth, lines of age) is paint on them, so that all cameras see
 * one head. Pixels are equal on all machines: only IEEE-exact operations and StrictMath are used.
 */
package dev.isonomy.portraits.render;
