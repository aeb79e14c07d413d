package dev.isonomy.audit.dataset;

import dev.isonomy.error.UserException;
import java.io.Serializable;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.AccumulatorV2;

/** Counts the images of a set that were decoded and those that were not, and why. */
final class RejectedImages extends AccumulatorV2<String, RejectedImages.Counts> {
  private static final long serialVersionUID = 1L;

  private Counts counts = Counts.NONE;

  /**
   * How many there were.
   *
   * @param decoded images that could be decoded
   * @param rejected images that could not
   * @param reason of one of these, the same whatever the order; empty without
   */
  record Counts(long decoded, long rejected, String reason) implements Serializable {
    static final Counts NONE = new Counts(0, 0, "");

    Counts plus(Counts other) {
      boolean mine =
          other.reason.isEmpty() || (!reason.isEmpty() && reason.compareTo(other.reason) < 0);
      return new Counts(
          decoded + other.decoded, rejected + other.rejected, mine ? reason : other.reason);
    }
  }

  static RejectedImages register(SparkSession spark, String name) {
    RejectedImages images = new RejectedImages();
    spark.sparkContext().register(images, name);
    return images;
  }

  /** Counts an image; an empty reason is one that was decoded. */
  @Override
  public void add(String reason) {
    boolean decoded = reason.isEmpty();
    counts = counts.plus(new Counts(decoded ? 1 : 0, decoded ? 0 : 1, reason));
  }

  @Override
  public Counts value() {
    return counts;
  }

  /** A note about the images that were left out; nothing if there were none. */
  Optional<String> note(String set, String column) {
    return counts.rejected == 0
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "%s: %,d of %,d images in column %s cannot be decoded and are left out, for example: %s",
                set,
                counts.rejected,
                counts.rejected + counts.decoded,
                column,
                counts.reason));
  }

  /**
   * Refuses a set of which no image was decoded.
   *
   * @throws UserException with a reason
   */
  void requireSome(String set, String column) {
    if (counts.decoded == 0 && counts.rejected > 0) {
      throw new UserException(
          String.format(
              Locale.ROOT,
              "%s: none of the %,d images in column %s can be decoded, for example: %s",
              set,
              counts.rejected,
              column,
              counts.reason));
    }
  }

  @Override
  public boolean isZero() {
    return counts.equals(Counts.NONE);
  }

  @Override
  public RejectedImages copy() {
    RejectedImages copy = new RejectedImages();
    copy.counts = counts;
    return copy;
  }

  @Override
  public void reset() {
    counts = Counts.NONE;
  }

  @Override
  public void merge(AccumulatorV2<String, Counts> other) {
    counts = counts.plus(other.value());
  }
}
