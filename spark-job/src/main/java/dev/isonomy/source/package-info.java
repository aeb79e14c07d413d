/**
 * The images in whose latents the attributes are localized: a folder, a table, or images that a
 * provider draws. Start at {@link dev.isonomy.source.ConfiguredSource}.
 */
package dev.isonomy.source;
