/**
 * Randomness that depends on what is drawn, not on where it is drawn. Start with {@link
 * dev.isonomy.random.RandomStream}: a counter-based generator keyed by (run seed, unit, draw,
 * purpose), so that a number depends neither on partitions, batches, attempts nor threads.
 */
package dev.isonomy.random;
