/**
 * The images in whose latents the attributes are localized: rendered portraits, a folder, a table,
 * or latents that exist already. Start at {@link dev.isonomy.source.ImageSource}.
 */
package dev.isonomy.source;
