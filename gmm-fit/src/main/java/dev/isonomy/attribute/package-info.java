/**
 * Attributes, their classes, and cells: the combinations of one class per attribute. Start with
 * {@link dev.isonomy.attribute.AttributeSpace}; {@link dev.isonomy.attribute.CellDistribution}
 * holds shares over cells (a target or an observation) and turns them into exact quotas.
 */
package dev.isonomy.attribute;
