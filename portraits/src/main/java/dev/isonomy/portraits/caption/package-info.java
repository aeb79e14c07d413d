/**
 * Portraits of people at work with captions, which a text-to-image model is trained on. Start at
 * {@link dev.isonomy.portraits.caption.CaptionedSampler}, which draws a portrait and its caption
 * from (seed, index). Most captions leave gender, age and skin open.
 */
package dev.isonomy.portraits.caption;
