/**
 * The choice of the number of components among candidates. Start with {@link
 * dev.isonomy.mixture.selection.CandidateScores#choose}.
 */
package dev.isonomy.mixture.selection;
