package dev.isonomy.mixture.fit;

import java.io.Serializable;

/**
 * One EM iteration over all rows.
 *
 * @param iteration from 1
 * @param meanLogLikelihood of a row, in nats, before this iteration's M-step
 * @param seconds the wall-clock time it took
 * @param statisticsBytes the size of one partition's statistics as they are sent
 * @param partitions how many partitions sent them
 */
public record FitIteration(
    int iteration, double meanLogLikelihood, double seconds, long statisticsBytes, int partitions)
    implements Serializable {}
