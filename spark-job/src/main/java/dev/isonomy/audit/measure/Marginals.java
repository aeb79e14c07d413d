package dev.isonomy.audit.measure;

import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.metric.Balance;
import dev.isonomy.metric.ConfusionMatrix;
import dev.isonomy.metric.Correction;
import dev.isonomy.metric.LabelledStrata;
import java.util.LinkedHashMap;
import java.util.Map;

/** Balance of each attribute alone: cells are summed over the other attributes. */
final class Marginals {
  private final AttributeSpace space;

  Marginals(AttributeSpace space) {
    this.space = space;
  }

  /** Balance of each attribute's classes, by its name. */
  Map<String, Balance> balances(double[] shares, double[] target) {
    Map<String, Balance> balances = new LinkedHashMap<>();
    for (int a = 0; a < space.attributes().size(); a++) {
      balances.put(
          space.attributes().get(a).name(), Balance.of(marginal(shares, a), marginal(target, a)));
    }
    return balances;
  }

  /**
   * Corrections of each attribute alone. Its confusions are summed over the references' cells,
   * which takes errors in one attribute for independent of the others.
   */
  Map<String, Correction> corrections(
      LabelledStrata labels, ConfusionMatrix confusion, double[] target, long seed) {
    Map<String, Correction> corrections = new LinkedHashMap<>();
    for (int a = 0; a < space.attributes().size(); a++) {
      int attribute = a;
      corrections.put(
          space.attributes().get(a).name(),
          Correction.of(
              labels.mapped(cell -> space.classesOf(cell)[attribute], classes(a)),
              confusion.mapped(cell -> space.classesOf(cell)[attribute], classes(a)),
              marginal(target, a),
              seed));
    }
    return corrections;
  }

  private int classes(int attribute) {
    return space.attributes().get(attribute).classes().size();
  }

  private double[] marginal(double[] shares, int attribute) {
    double[] marginal = new double[classes(attribute)];
    for (int cell = 0; cell < shares.length; cell++) {
      marginal[space.classesOf(cell)[attribute]] += shares[cell];
    }
    return marginal;
  }
}
