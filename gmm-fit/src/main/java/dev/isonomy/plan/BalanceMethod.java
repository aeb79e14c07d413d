package dev.isonomy.plan;

import dev.isonomy.association.CellAssociation;
import dev.isonomy.attribute.CellDistribution;
import dev.isonomy.error.UserException;
import java.util.Arrays;
import java.util.List;

/** How components are drawn so that the images meet a target distribution over cells. */
public sealed interface BalanceMethod {
  /** The methods in the order in which reports list them. */
  List<BalanceMethod> ALL =
      List.of(
          new Prior(),
          new UniformComponents(),
          new SolvedWeights(),
          new Conditional(),
          new Prompted());

  /** The method's name in configuration and reports. */
  String name();

  /**
   * The method with this name.
   *
   * @param name one of "prior", "uniform-components", "solved-weights", "conditional", "prompted"
   * @return the method
   * @throws UserException if there is none
   */
  static BalanceMethod fromName(String name) {
    return ALL.stream()
        .filter(method -> method.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new UserException(
                    "balance method must be one of "
                        + ALL.stream().map(BalanceMethod::name).toList()
                        + " but was '"
                        + name
                        + "'"));
  }

  /** A method that draws components by weight and keeps every draw. */
  sealed interface Weighted extends BalanceMethod {
    /**
     * The weights of the components under this method.
     *
     * @param association P[cell, component]
     * @param mixtureWeights the mixture's own weights
     * @param target the wanted shares of the cells: of the images that are made
     * @return weights, the expected shares and what they miss
     */
    ComponentWeights solve(
        CellAssociation association, double[] mixtureWeights, CellDistribution target);
  }

  /**
   * The mixture's own weights: the baseline. Where the latents are codes that the model needs, they
   * are drawn from the mixture; a model without codes is drawn unaided instead, which these weights
   * only approximate.
   */
  record Prior() implements Weighted {
    @Override
    public String name() {
      return "prior";
    }

    @Override
    public ComponentWeights solve(
        CellAssociation association, double[] mixtureWeights, CellDistribution target) {
      return withAchieved(association, mixtureWeights, target);
    }
  }

  /** The same weight for every component: the step of Gaussian Harmony (arXiv 2312.14976). */
  record UniformComponents() implements Weighted {
    @Override
    public String name() {
      return "uniform-components";
    }

    @Override
    public ComponentWeights solve(
        CellAssociation association, double[] mixtureWeights, CellDistribution target) {
      double[] weights = new double[association.componentCount()];
      Arrays.fill(weights, 1.0 / weights.length);
      return withAchieved(association, weights, target);
    }
  }

  /**
   * The weights on the simplex with the smallest ||P w - target||; among equally good ones those
   * closest to the mixture's own weights, which keep the most of the model's diversity. P is that
   * of the draws that get a label; a component whose draws often get none is drawn as much oftener.
   */
  record SolvedWeights() implements Weighted {
    @Override
    public String name() {
      return "solved-weights";
    }

    @Override
    public ComponentWeights solve(
        CellAssociation association, double[] mixtureWeights, CellDistribution target) {
      double[][] purity = association.givenLabel().purity();
      double[] labelled = SimplexLeastSquares.solve(purity, target.shares(), mixtureWeights);
      return withAchieved(association, drawn(association, labelled), target);
    }

    /** Weights whose labelled draws come from the components in the wanted proportions. */
    private static double[] drawn(CellAssociation association, double[] labelled) {
      double[] weights = labelled.clone();
      double sum = 0;
      for (int k = 0; k < weights.length; k++) {
        weights[k] = weights[k] > 0 ? weights[k] / association.labelled(k) : 0;
        sum += weights[k];
      }
      if (sum == Arrays.stream(labelled).sum()) { // the labeler never abstains
        return labelled;
      }
      for (int k = 0; k < weights.length; k++) {
        weights[k] /= sum;
      }
      return weights;
    }
  }

  /**
   * A method that keeps only what the labeler confirms, so that the quotas are met exactly: a
   * {@link Rejection}. It has no weights of its own: without the rejection its draws would be
   * another method's.
   */
  sealed interface Rejecting extends BalanceMethod {}

  /** For each cell the components of the mixture that make it. */
  record Conditional() implements Rejecting {
    /** The method's name. */
    public static final String NAME = "conditional";

    @Override
    public String name() {
      return NAME;
    }
  }

  /**
   * For each cell of a prompt those of its phrasings that make it: texts that ask for the same and
   * name classes. The model is drawn unaided from pure noise, each phrasing being a component.
   */
  record Prompted() implements Rejecting {
    /** The method's name. */
    public static final String NAME = "prompted";

    @Override
    public String name() {
      return NAME;
    }
  }

  private static ComponentWeights withAchieved(
      CellAssociation association, double[] weights, CellDistribution target) {
    double[] achieved = association.cellShares(weights);
    return new ComponentWeights(weights, achieved, distance(achieved, target));
  }

  private static double distance(double[] achieved, CellDistribution target) {
    double squares = 0;
    for (int c = 0; c < achieved.length; c++) {
      double miss = achieved[c] - target.share(c);
      squares += miss * miss;
    }
    return Math.sqrt(squares);
  }
}
