/**
 * Which cell a component's images belong to. Start with {@link
 * dev.isonomy.association.CellAssociation}: the matrix P[cell, component], from labelled rows,
 * refined by generated and classified images.
 */
package dev.isonomy.association;
