/**
 * Projections of rows to fewer numbers before a fit. Start with {@link
 * dev.isonomy.mixture.projection.RowProjection}; {@link
 * dev.isonomy.mixture.projection.PrincipalComponents} is the one that drops something.
 */
package dev.isonomy.mixture.projection;
