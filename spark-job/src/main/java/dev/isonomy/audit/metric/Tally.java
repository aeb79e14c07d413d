package dev.isonomy.audit.metric;

import java.io.Serializable;

/**
 * What a metric keeps of a set while its images pass by once. There is one tally per partition, and
 * tallies are merged in any grouping, so the result must not depend on the order of images. Its
 * size must not grow with the set. Mutable; used by one thread at a time.
 *
 * @param <T> the class itself
 */
public interface Tally<T extends Tally<T>> extends Serializable {
  /** Sees one image. */
  void add(AuditImage image);

  /** Adds what another partition's tally saw. */
  void merge(T other);
}
