package dev.isonomy.spark.task;

import dev.isonomy.generate.CellEvidence;
import dev.isonomy.generate.LatentSource;
import dev.isonomy.plan.Drawing;
import dev.isonomy.plan.GenerationPlan;
import dev.isonomy.plan.UnitLayout;
import java.io.Serializable;

/** What the units of a plan are made from; meant to be broadcast. */
public final class UnitInputs implements Serializable {
  private static final long serialVersionUID = 1L;

  private final long seed;
  private final UnitLayout layout;
  private final Drawing drawing;
  private final LatentSource source;
  private final double[][] purity;
  private transient CellEvidence evidence;

  /**
   * The inputs of a plan's units.
   *
   * @param plan what is to be made
   * @param source draws latents, or phrasings
   * @param purity P(cell | component), for the columns that tell it: [cell][component]
   */
  public UnitInputs(GenerationPlan plan, LatentSource source, double[][] purity) {
    this.seed = plan.seed();
    this.layout = plan.layout();
    this.drawing = plan.drawing();
    this.source = source;
    this.purity = purity;
  }

  long seed() {
    return seed;
  }

  UnitLayout layout() {
    return layout;
  }

  Drawing drawing() {
    return drawing;
  }

  LatentSource source() {
    return source;
  }

  /** Prepared once per executor. */
  synchronized CellEvidence evidence() {
    if (evidence == null) {
      evidence = new CellEvidence(source, purity);
    }
    return evidence;
  }
}
