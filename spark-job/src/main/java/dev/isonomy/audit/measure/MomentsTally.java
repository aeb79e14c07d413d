package dev.isonomy.audit.measure;

import dev.isonomy.audit.metric.AuditImage;
import dev.isonomy.audit.metric.Tally;
import dev.isonomy.error.UserException;
import dev.isonomy.metric.FoldedMoments;
import java.util.Optional;

/** Moments of the features of all images. */
final class MomentsTally implements Tally<MomentsTally> {
  private static final long serialVersionUID = 1L;

  private FoldedMoments moments; // null until an image has features, which tell their width

  @Override
  public void add(AuditImage image) {
    if (image.features().length == 0) {
      return;
    }
    if (moments == null) {
      moments = new FoldedMoments(image.features().length);
    }
    try {
      moments.add(image.features(), image.hash());
    } catch (IllegalArgumentException e) {
      throw new UserException("features of an image: " + e.getMessage(), e);
    }
  }

  @Override
  public void merge(MomentsTally other) {
    if (moments == null) {
      moments = other.moments;
    } else if (other.moments != null) {
      moments.merge(other.moments);
    }
  }

  /** The moments; nothing where no image has features. */
  Optional<FoldedMoments> moments() {
    return Optional.ofNullable(moments);
  }
}
