package dev.isonomy.mixture.selection;

import java.io.Serializable;

/**
 * The score of a candidate number of components.
 *
 * @param components K
 * @param score the mean over held-out rows, or the criterion itself; larger is better
 * @param standardError of the difference to the best candidate, 0 for the best one and where there
 *     are no rows to compare
 */
public record CandidateScore(int components, double score, double standardError)
    implements Serializable {}
