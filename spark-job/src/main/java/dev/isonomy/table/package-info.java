/**
 * Parquet that somebody made: opened, checked and understood in one way by every command. Start at
 * {@link dev.isonomy.table.Table}, which finds the files, reads their footers and knows their
 * columns; {@link dev.isonomy.table.LabelColumns} tells what the labels in it mean, by the class
 * names that {@link dev.isonomy.table.ClassNames} found in its metadata and card.
 */
package dev.isonomy.table;
