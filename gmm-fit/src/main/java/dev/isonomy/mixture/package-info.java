/** Placeholder line. */
package dev.isonomy.mixture;
