/** A finished data set in other formats. Start at {@link dev.isonomy.export.Export}. */
package dev.isonomy.export;
