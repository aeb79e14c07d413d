package dev.isonomy.audit.measure;

import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.audit.metric.Figures;
import dev.isonomy.audit.metric.Finding;
import dev.isonomy.metric.Interval;
import java.util.List;
import java.util.Optional;

/**
 * How close the images come to the training images, compared with real images that the model never
 * saw. A model that memorizes puts far more than 1% of its images within the threshold; a copy
 * always lies within it.
 *
 * @param threshold the distance within which 1% of the unseen real images lie from their nearest
 *     training image; 0 where too few of them are unseen
 * @param share of the audited sample within the threshold
 * @param shareInterval 95%, of the share
 * @param images in the audited sample
 * @param exactCopies images of the audited sample that are training images
 * @param unseenReferences real images that the threshold comes from
 * @param referencesInTraining real images that turned out to be training images, and so are no
 *     yardstick
 */
public record MemorizationFinding(
    double threshold,
    double share,
    Interval shareInterval,
    int images,
    long exactCopies,
    int unseenReferences,
    int referencesInTraining)
    implements Finding {
  /** Fewer unseen images give no threshold: then only exact copies count. */
  public static final int FEWEST_UNSEEN = 20;

  private record Json(MemorizationFinding memorization) {}

  /** Whether only exact copies could be looked for. */
  public boolean exactOnly() {
    return unseenReferences < FEWEST_UNSEEN;
  }

  @Override
  public Optional<Object> json(AttributeSpace space) {
    return Optional.of(new Json(this));
  }

  @Override
  public List<String> sentences() {
    String shares =
        "Memorization: %s of the images (%s to %s) are "
            .formatted(
                Figures.percent(share),
                Figures.percent(shareInterval.lower()),
                Figures.percent(shareInterval.upper()));
    return List.of(
        shares
            + (exactOnly()
                ? "copies of training images. Near copies were not looked for: too few reference"
                    + " images are unseen."
                : "as close to a training image as the closest 1.0%% of unseen real ones; %s are"
                        .formatted(Figures.count(exactCopies))
                    + " copies.")
            + leftOut());
  }

  private String leftOut() {
    return referencesInTraining == 0
        ? ""
        : " %s of %s reference images are training images themselves and were left out."
            .formatted(
                Figures.count(referencesInTraining),
                Figures.count(referencesInTraining + unseenReferences));
  }

  @Override
  public List<String> notes(AttributeSpace space) {
    return exactOnly() && referencesInTraining + unseenReferences == 0
        ? List.of(
            "Without reference images only exact copies of training images are found, not near"
                + " ones: %s of %s sampled images are copies."
                    .formatted(Figures.count(exactCopies), Figures.count(images)))
        : List.of();
  }
}
