/**
 * The data set on storage: its columns ({@link dev.isonomy.dataset.ImageSchema}), how units are
 * committed and found again ({@link dev.isonomy.dataset.Dataset}), and the card that tells other
 * tools how to read it.
 */
package dev.isonomy.dataset;
