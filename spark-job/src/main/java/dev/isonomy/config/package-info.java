/**
 * What a user may set. {@link dev.isonomy.config.IsonomyConfig#load} merges the layers, refuses
 * keys and values that {@code reference.conf} does not know, and hands out one checked record per
 * section; start reading there.
 */
package dev.isonomy.config;
