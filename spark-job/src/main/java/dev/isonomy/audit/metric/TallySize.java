package dev.isonomy.audit.metric;

/**
 * How large tallies may be.
 *
 * @param cells how many cells there are
 * @param sample how many images of a set are sampled, at most
 */
public record TallySize(int cells, int sample) {}
