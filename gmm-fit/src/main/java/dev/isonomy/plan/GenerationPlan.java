package dev.isonomy.plan;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import dev.isonomy.association.CellAssociation;
import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.attribute.CellDistribution;
import dev.isonomy.error.UserException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Everything the generation has to know about what to make: exact quotas per cell, from which
 * components to draw for a cell, and the work units, which are derived from it one by one.
 *
 * @param seed the run's seed, which keys all random numbers
 * @param target the wanted shares of the cells: of the images that are made, not of a data set that
 *     they complete
 * @param layout the quotas of the cells and the size of a unit
 * @param componentsForCell from which components to draw: [cell][component]; every row sums to 1,
 *     but for zeros where a cell is not drawn
 * @param expectedAcceptance the share of draws that is expected to be kept, per cell; 0 where a
 *     cell is not drawn
 * @param drawsError the relative standard error of the expected draws, 0 if it is not known
 * @param completion the data set that the images complete, if there is one
 * @param weighting how components are weighted, for methods that keep every draw
 * @param notes what a reader of the plan should know, one line each
 */
public record GenerationPlan(
    long seed,
    CellDistribution target,
    UnitLayout layout,
    double[][] componentsForCell,
    double[] expectedAcceptance,
    double drawsError,
    Optional<Completion> completion,
    Optional<Weighting> weighting,
    List<String> notes) {
  /** The version of the JSON format that is written, and the only one that is read. */
  public static final int FORMAT_VERSION = 1;

  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();
  private static final double SUM_TOLERANCE = 1e-6;
  private static final double Z_95 = 1.959963984540054;
  private static final int MOST_NAMED = 5;

  /**
   * Copies the arrays and checks that they fit the cells.
   *
   * @throws IllegalArgumentException if they do not, or a number is not finite
   * @throws UserException naming the cells with a quota that nothing can be drawn for
   */
  public GenerationPlan {
    int cells = target.space().cellCount();
    if (layout.quotas().length != cells
        || componentsForCell.length != cells
        || expectedAcceptance.length != cells) {
      throw new IllegalArgumentException("quotas and components must be given for every cell");
    }
    double[][] copy = new double[cells][];
    for (int c = 0; c < cells; c++) {
      copy[c] = componentsForCell[c].clone();
    }
    componentsForCell = copy;
    expectedAcceptance = expectedAcceptance.clone();
    notes = List.copyOf(notes);
    if (!(drawsError >= 0) || Double.isInfinite(drawsError)) {
      throw new IllegalArgumentException(
          "the error of the expected draws must be at least 0 but was " + drawsError);
    }
    if (weighting.isEmpty()) {
      requireReachable(target.space(), layout.quotas(), componentsForCell, expectedAcceptance);
    } else if (weighting.get().weights().achieved().length != cells) {
      throw new IllegalArgumentException("expected shares must be given for every cell");
    }
  }

  private static void requireReachable(
      AttributeSpace space, long[] quotas, double[][] drawn, double[] acceptance) {
    List<String> unreachable = new ArrayList<>();
    for (int c = 0; c < quotas.length; c++) {
      double sum = Arrays.stream(drawn[c]).sum();
      boolean finite = acceptance[c] >= 0 && acceptance[c] <= 1 + SUM_TOLERANCE;
      boolean distribution =
          Arrays.stream(drawn[c]).allMatch(each -> each >= 0)
              && (sum == 0 || Math.abs(sum - 1) <= SUM_TOLERANCE);
      if (!finite || !distribution) {
        throw new IllegalArgumentException(
            "cell %s must have an expected acceptance in [0, 1] and components that sum to 1 but"
                    .formatted(space.cellName(c))
                + " has %s and %s".formatted(acceptance[c], sum));
      }
      if (quotas[c] > 0 && (sum == 0 || acceptance[c] == 0)) {
        unreachable.add(space.cellName(c));
      }
    }
    if (!unreachable.isEmpty()) {
      throw new UserException(
          "no component is known to make images of "
              + named(unreachable)
              + "; label a few images of each");
    }
  }

  /**
   * Names as a text, the first few of many.
   *
   * @param names at least one
   * @return such as "a, b and 3 more"
   */
  static String named(List<String> names) {
    return names.size() <= MOST_NAMED
        ? String.join(", ", names)
        : String.join(", ", names.subList(0, MOST_NAMED))
            + " and %,d more".formatted(names.size() - MOST_NAMED);
  }

  /**
   * A plan that keeps what the labeler confirms, for a data set of its own.
   *
   * @param seed see the record
   * @param target see the record
   * @param layout see the record
   * @param componentsForCell see the record
   * @param expectedAcceptance see the record
   */
  public GenerationPlan(
      long seed,
      CellDistribution target,
      UnitLayout layout,
      double[][] componentsForCell,
      double[] expectedAcceptance) {
    this(
        seed,
        target,
        layout,
        componentsForCell,
        expectedAcceptance,
        0,
        Optional.empty(),
        Optional.empty(),
        List.of());
  }

  /**
   * Plans the conditional method: quotas by the largest remainder, components as the association
   * has it.
   *
   * @param seed the run's seed
   * @param target the wanted shares of the cells
   * @param images how many images in all
   * @param unitSize the most images of one unit
   * @param association P[cell, component]
   * @param mixtureWeights the mixture's weights
   * @param minimumPurity see {@link CellAssociation#componentsForCell(int, double[], double)}
   * @return the plan
   */
  public static GenerationPlan conditional(
      long seed,
      CellDistribution target,
      long images,
      int unitSize,
      CellAssociation association,
      double[] mixtureWeights,
      double minimumPurity) {
    return ofQuotas(
        seed, target, target.quotas(images), unitSize, association, mixtureWeights, minimumPurity);
  }

  /**
   * Plans given quotas, such as the complement of an existing data set.
   *
   * @param seed the run's seed
   * @param target the wanted shares of the cells
   * @param quotas how many images of each cell
   * @param unitSize the most images of one unit
   * @param association P[cell, component]
   * @param mixtureWeights the mixture's weights
   * @param minimumPurity see {@link CellAssociation#componentsForCell(int, double[], double)}
   * @return the plan
   */
  public static GenerationPlan ofQuotas(
      long seed,
      CellDistribution target,
      long[] quotas,
      int unitSize,
      CellAssociation association,
      double[] mixtureWeights,
      double minimumPurity) {
    double[][] given = association.componentsForCells(mixtureWeights, minimumPurity);
    double[] acceptance = new double[given.length];
    for (int c = 0; c < given.length; c++) {
      acceptance[c] = association.expectedAcceptance(c, given[c]);
    }
    return new GenerationPlan(seed, target, new UnitLayout(quotas, unitSize), given, acceptance);
  }

  /** This plan for completing a data set. */
  public GenerationPlan completing(Completion other) {
    return new GenerationPlan(
        seed,
        target,
        layout,
        componentsForCell,
        expectedAcceptance,
        drawsError,
        Optional.of(other),
        weighting,
        notes);
  }

  /** This plan with lines for its readers. */
  public GenerationPlan withNotes(List<String> lines) {
    return new GenerationPlan(
        seed,
        target,
        layout,
        componentsForCell,
        expectedAcceptance,
        drawsError,
        completion,
        weighting,
        lines);
  }

  /** The cells. */
  public AttributeSpace space() {
    return target.space();
  }

  /** How many images in all. */
  public long images() {
    return layout.images();
  }

  /** How many images of each cell. */
  public long[] quotas() {
    return layout.quotas();
  }

  /** The work units in order, derived one by one. */
  public Stream<WorkUnit> units() {
    return layout.units();
  }

  /** The name of the balance method. */
  public String method() {
    return weighting.map(Weighting::method).orElseGet(() -> new BalanceMethod.Conditional().name());
  }

  /** How many images of each cell are expected: the quotas, or what the weights give. */
  public double[] expectedImages() {
    if (weighting.isEmpty()) {
      return Arrays.stream(layout.quotas()).asDoubleStream().toArray();
    }
    double[] shares = weighting.get().weights().achieved();
    return Arrays.stream(shares).map(share -> share * images()).toArray();
  }

  /**
   * How many draws the images are expected to take: sum_c quota[c] / acceptance[c], or one for each
   * image where every draw is kept.
   */
  public double expectedDraws() {
    if (weighting.isPresent()) {
      return (double) images();
    }
    long[] quotas = layout.quotas();
    double draws = 0;
    for (int c = 0; c < quotas.length; c++) {
      if (quotas[c] > 0) {
        draws += quotas[c] / expectedAcceptance[c];
      }
    }
    return draws;
  }

  /**
   * Between how many draws the expected number lies, with 95% certainty; equal ends if its error is
   * not known.
   */
  public double[] expectedDrawsInterval() {
    double draws = expectedDraws();
    double factor = Math.exp(Z_95 * drawsError);
    return new double[] {Math.max((double) images(), draws / factor), draws * factor};
  }

  /** From which components to draw: [cell][component]; a copy. */
  @Override
  public double[][] componentsForCell() {
    double[][] copy = new double[componentsForCell.length][];
    for (int c = 0; c < copy.length; c++) {
      copy[c] = componentsForCell[c].clone();
    }
    return copy;
  }

  /** The expected acceptance per cell; a copy. */
  @Override
  public double[] expectedAcceptance() {
    return expectedAcceptance.clone();
  }

  /** This plan as readable JSON; {@link #fromJson} reads it back exactly. */
  public String toJson() {
    return GSON.toJson(PlanJson.of(this)) + "\n";
  }

  /**
   * Reads what {@link #toJson} wrote.
   *
   * @param text a plan as JSON
   * @return the same plan
   * @throws UserException if the text is not a plan of this version
   */
  public static GenerationPlan fromJson(String text) {
    return PlanJson.read(text);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof GenerationPlan that
        && seed == that.seed
        && target.equals(that.target)
        && layout.equals(that.layout)
        && Arrays.deepEquals(componentsForCell, that.componentsForCell)
        && Arrays.equals(expectedAcceptance, that.expectedAcceptance)
        && drawsError == that.drawsError
        && completion.equals(that.completion)
        && weighting.equals(that.weighting)
        && notes.equals(that.notes);
  }

  @Override
  public int hashCode() {
    return (31 * Long.hashCode(seed)) + layout.hashCode();
  }

  @Override
  public String toString() {
    return "GenerationPlan[" + layout + ", seed " + seed + "]";
  }
}
