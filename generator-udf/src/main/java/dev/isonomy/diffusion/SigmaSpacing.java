package dev.isonomy.diffusion;

import dev.isonomy.error.UserException;
import java.io.Serializable;
import org.apache.commons.math3.distribution.BetaDistribution;

/**
 * Steps between the levels of the table, by EDM's noise {@code sigma = exp(-logSnr / 2)} of a state
 * with an unscaled signal. With u from 0 to 1, both included:
 *
 * <pre>
 * karras:       sigma = (largest^(1/rho) + u (smallest^(1/rho) - largest^(1/rho)))^rho   Karras et al. 2022, equation 5
 * exponential:  sigma = largest^(1-u) smallest^u
 * beta:         sigma = smallest + F^-1(1 - u) (largest - smallest), F of Beta(a, b)     Lee et al. 2024
 * </pre>
 *
 * @param curve the formula
 * @param largest the first sigma; {@link #OF_THE_TABLE} for that of the noisiest level
 * @param smallest the last sigma; {@link #OF_THE_TABLE} for that of the cleanest level
 */
public record SigmaSpacing(Curve curve, double largest, double smallest) implements Spacing {
  /** The end of the table. */
  public static final double OF_THE_TABLE = 0;

  /** A formula for sigma. */
  public sealed interface Curve extends Serializable {
    /** The name used in configuration and {@code bundle.json}. */
    String label();

    /** Sigma at a share u of the way from the largest to the smallest. */
    double at(double u, double largest, double smallest);
  }

  /** By powers. */
  public record Karras(double rho) implements Curve {
    /** The paper's. */
    public static final double USUAL_RHO = 7;

    public Karras {
      requirePositive("rho", rho);
    }

    @Override
    public String label() {
      return "karras";
    }

    @Override
    public double at(double u, double largest, double smallest) {
      double from = StrictMath.pow(largest, 1 / rho);
      double to = StrictMath.pow(smallest, 1 / rho);
      return StrictMath.pow(from + u * (to - from), rho);
    }
  }

  /** By equal quotients, and so equal steps of log-SNR. */
  public record Exponential() implements Curve {
    @Override
    public String label() {
      return "exponential";
    }

    @Override
    public double at(double u, double largest, double smallest) {
      double from = StrictMath.log(largest);
      return StrictMath.exp(from + u * (StrictMath.log(smallest) - from));
    }
  }

  /** By the quantiles of a beta distribution. */
  public record Beta(double alpha, double beta) implements Curve {
    /** The paper's, for both. */
    public static final double USUAL = 0.6;

    private static final double ACCURACY = 1e-12;

    public Beta {
      requirePositive("alpha", alpha);
      requirePositive("beta", beta);
    }

    @Override
    public String label() {
      return "beta";
    }

    @Override
    public double at(double u, double largest, double smallest) {
      double quantile =
          new BetaDistribution(null, alpha, beta, ACCURACY).inverseCumulativeProbability(1 - u);
      return smallest + quantile * (largest - smallest);
    }
  }

  public SigmaSpacing {
    requireSigma("from", largest);
    requireSigma("to", smallest);
  }

  /** Between the ends of the table. */
  public SigmaSpacing(Curve curve) {
    this(curve, OF_THE_TABLE, OF_THE_TABLE);
  }

  private static void requireSigma(String name, double value) {
    if (value != OF_THE_TABLE) {
      requirePositive(name, value);
    }
  }

  private static void requirePositive(String name, double value) {
    if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
      throw new UserException(name + " of a spacing must be positive but was " + value);
    }
  }

  @Override
  public String label() {
    return curve.label();
  }

  @Override
  public Level[] levels(Levels levels, int steps) {
    double first = largest == OF_THE_TABLE ? levels.noisiest().scaledNoise() : largest;
    if (Double.isInfinite(first)) {
      throw new UserException(
          "spacing %s needs a noisiest level with some signal, which the bundle's has not; take trailing"
              .formatted(label()));
    }
    Level[] visited = new Level[steps];
    place(levels, visited, first);
    return visited;
  }

  @Override
  public Level[] levelsFrom(Levels levels, int start, int steps) {
    Spacing.requireStart(levels, start);
    Level first = levels.at(start);
    double last = smallest(levels);
    Level[] visited = new Level[first.scaledNoise() > last ? steps : 1];
    place(levels, visited, first.withSignal().scaledNoise());
    visited[0] = first;
    return visited;
  }

  private double smallest(Levels levels) {
    return smallest == OF_THE_TABLE ? levels.cleanest().scaledNoise() : smallest;
  }

  private void place(Levels levels, Level[] visited, double first) {
    Spacing.requireSteps(visited.length, Integer.MAX_VALUE);
    double last = smallest(levels);
    if (visited.length > 1 && !(last < first)) {
      throw new UserException(
          "spacing %s goes from sigma %s to %s, which does not fall"
              .formatted(label(), first, last));
    }
    for (int i = 0; i < visited.length; i++) {
      double u = visited.length == 1 ? 0 : (double) i / (visited.length - 1);
      visited[i] = levels.of(-2 * StrictMath.log(curve.at(u, first, last)));
    }
  }
}
