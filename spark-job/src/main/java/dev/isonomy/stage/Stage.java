package dev.isonomy.stage;

import java.util.List;
import java.util.Locale;

/** The steps of a run, in their order. */
public enum Stage {
  ENCODE("latents", "Encodes images: latents and labels, one row each."),
  FIT("mixture", "Fits the Gaussian mixture to the latents."),
  ASSOCIATE("association.json", "Finds out which component makes which cell."),
  PLAN("plan.json", "Cuts the target into work units with exact quotas."),
  GENERATE("dataset", "Generates the data set, unit by unit."),
  AUDIT("audit.json", "Reports how balanced and how good the data set is.");

  /** All stages in their order. */
  public static final List<Stage> ALL = List.of(values());

  private final String artifact;
  private final String description;

  Stage(String artifact, String description) {
    this.artifact = artifact;
    this.description = description;
  }

  /** What the command line calls it. */
  public String stageName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** One sentence. */
  public String description() {
    return description;
  }

  /** Name of its result in the run's directory. */
  public String artifact() {
    return artifact;
  }

  /** This stage and those before it. */
  List<Stage> upTo() {
    return ALL.subList(0, ordinal() + 1);
  }
}
