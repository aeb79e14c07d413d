/** Placeholder line. */
package dev.isonomy.diffusion;
