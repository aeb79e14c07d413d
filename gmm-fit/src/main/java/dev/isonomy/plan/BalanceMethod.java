package dev.isonomy.plan;

import dev.isonomy.association.CellAssociation;
import dev.isonomy.attribute.CellDistribution;
import dev.isonomy.error.UserException;
import java.util.Arrays;
import java.util.List;

/** How components are weighted so that the images meet a target distribution over cells. */
public sealed interface BalanceMethod {
  /** The methods in the order in which reports list them. */
  List<BalanceMethod> ALL =
      List.of(new Prior(), new UniformComponents(), new SolvedWeights(), new Conditional());

  /** The method's name in configuration and reports. */
  String name();

  /**
   * The weights of the components under this method.
   *
   * @param association P[cell, component]
   * @param mixtureWeights the mixture's own weights
   * @param target the wanted shares of the cells: of the images that are made
   * @param minimumPurity the least P[c, k] of a component that the conditional method draws for a
   *     cell, in [0, 1]
   * @return weights, the expected shares and what they miss
   */
  ComponentWeights solve(
      CellAssociation association,
      double[] mixtureWeights,
      CellDistribution target,
      double minimumPurity);

  /**
   * The method with this name.
   *
   * @param name one of "prior", "uniform-components", "solved-weights", "conditional"
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

  /**
   * The mixture's own weights: the baseline. Where the latents are codes that the model needs, they
   * are drawn from the mixture; a model without codes is drawn unaided instead, which these weights
   * only approximate.
   */
  record Prior() implements BalanceMethod {
    @Override
    public String name() {
      return "prior";
    }

    @Override
    public ComponentWeights solve(
        CellAssociation association,
        double[] mixtureWeights,
        CellDistribution target,
        double minimumPurity) {
      return withAchieved(association, mixtureWeights, target);
    }
  }

  /** The same weight for every component: the step of Gaussian Harmony (arXiv 2312.14976). */
  record UniformComponents() implements BalanceMethod {
    @Override
    public String name() {
      return "uniform-components";
    }

    @Override
    public ComponentWeights solve(
        CellAssociation association,
        double[] mixtureWeights,
        CellDistribution target,
        double minimumPurity) {
      double[] weights = new double[association.componentCount()];
      Arrays.fill(weights, 1.0 / weights.length);
      return withAchieved(association, weights, target);
    }
  }

  /**
   * The weights on the simplex with the smallest ||P w - target||; among equally good ones those
   * closest to the mixture's own weights, which keep the most of the model's diversity.
   */
  record SolvedWeights() implements BalanceMethod {
    @Override
    public String name() {
      return "solved-weights";
    }

    @Override
    public ComponentWeights solve(
        CellAssociation association,
        double[] mixtureWeights,
        CellDistribution target,
        double minimumPurity) {
      double[] weights =
          SimplexLeastSquares.solve(association.p(), target.shares(), mixtureWeights);
      return withAchieved(association, weights, target);
    }
  }

  /**
   * For each cell c the components that make it, and only images of the cell are kept: the shares
   * of all cells that any component makes are met exactly, whatever P is.
   */
  record Conditional() implements BalanceMethod {
    @Override
    public String name() {
      return "conditional";
    }

    @Override
    public ComponentWeights solve(
        CellAssociation association,
        double[] mixtureWeights,
        CellDistribution target,
        double minimumPurity) {
      double[] weights = new double[association.componentCount()];
      double[] achieved = new double[target.space().cellCount()];
      double reached = 0;
      for (int c = 0; c < achieved.length; c++) {
        if (target.share(c) > 0 && association.reaches(c)) {
          double[] given = association.componentsForCell(c, mixtureWeights, minimumPurity);
          for (int k = 0; k < weights.length; k++) {
            weights[k] += target.share(c) * given[k];
          }
          achieved[c] = target.share(c);
          reached += achieved[c];
        }
      }
      if (!(reached > 0)) {
        throw new UserException("no component is known to make images of any cell of the target");
      }
      for (int k = 0; k < weights.length; k++) {
        weights[k] /= reached;
      }
      for (int c = 0; c < achieved.length; c++) {
        achieved[c] /= reached;
      }
      return new ComponentWeights(weights, achieved, distance(achieved, target));
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
