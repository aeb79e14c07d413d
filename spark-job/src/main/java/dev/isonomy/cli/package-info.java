/** Placeholder line. */
package dev.isonomy.cli;
