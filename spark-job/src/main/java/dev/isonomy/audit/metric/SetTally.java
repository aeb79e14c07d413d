package dev.isonomy.audit.metric;

import java.io.Serializable;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All metrics' tallies of one set, in one pass. Its size does not grow with the set. Mutable and
 * mergeable.
 */
public final class SetTally implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Map<Class<?>, Tally<?>> tallies = new LinkedHashMap<>();
  private long images;

  private SetTally() {}

  /**
   * The empty tallies of some metrics.
   *
   * @param metrics in any order; tallies of the same class are shared
   * @param size how large tallies may be
   */
  public static SetTally of(Collection<Metric> metrics, TallySize size) {
    SetTally set = new SetTally();
    metrics.stream().map(metric -> metric.tallies(size)).forEach(set::addTallies);
    return set;
  }

  private void addTallies(List<Tally<?>> more) {
    more.forEach(tally -> tallies.putIfAbsent(tally.getClass(), tally));
  }

  /**
   * The same tallies after images of which only counts are known.
   *
   * @param counted the counts
   * @param number how many images there are
   */
  SetTally with(LabelTally counted, long number) {
    tallies.put(LabelTally.class, counted);
    images = number;
    return this;
  }

  /** Shows an image to all tallies. */
  public SetTally add(AuditImage image) {
    images++;
    tallies.values().forEach(tally -> tally.add(image));
    return this;
  }

  /** Adds what was seen elsewhere. */
  public SetTally merge(SetTally other) {
    images += other.images;
    tallies.forEach((kind, tally) -> merge(tally, other.tallies.get(kind)));
    return this;
  }

  @SuppressWarnings("unchecked") // both are of the class that they are filed under
  private static <T extends Tally<T>> void merge(Tally<?> tally, Tally<?> other) {
    ((T) tally).merge((T) other);
  }

  /** How many images were seen. */
  public long images() {
    return images;
  }

  /**
   * A tally.
   *
   * @param kind its class, which a metric of this audit must name
   */
  public <T extends Tally<T>> T tally(Class<T> kind) {
    if (!tallies.containsKey(kind)) {
      throw new IllegalArgumentException(
          kind.getSimpleName() + " must be among the tallies of the metric that reads it");
    }
    return kind.cast(tallies.get(kind));
  }
}
