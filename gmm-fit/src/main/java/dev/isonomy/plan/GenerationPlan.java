package dev.isonomy.plan;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.attribute.CellDistribution;
import dev.isonomy.error.UserException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Everything that will be made: exact quotas, the work units, which are derived from them one by
 * one, their splits, and how images are drawn. Whoever makes or checks images follows the plan and
 * decides nothing again.
 *
 * @param seed the run's seed, which keys all random numbers
 * @param target the wanted shares of the cells: of the images that are made, not of a data set that
 *     they complete
 * @param layout the quotas of the cells and the size of a unit
 * @param splits which units are for training, validation and test; together all units, in order
 * @param drawing the balance method with the components or weights that it draws from
 * @param excluded indices of the cells of which no image is to be made
 * @param completion the data set that the images complete, if there is one
 * @param notes what a reader of the plan should know, one line each
 */
public record GenerationPlan(
    long seed,
    CellDistribution target,
    UnitLayout layout,
    List<Splits.Split> splits,
    Drawing drawing,
    Set<Integer> excluded,
    Optional<Completion> completion,
    List<String> notes) {
  /** The version of the JSON format that is written, and the only one that is read. */
  public static final int FORMAT_VERSION = 2;

  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();
  private static final double Z_95 = 1.959963984540054;
  private static final int MOST_NAMED = 5;

  /**
   * Copies the collections and checks that everything fits together.
   *
   * @throws IllegalArgumentException if it does not
   * @throws UserException naming the cells with a quota that nothing can be drawn for
   */
  public GenerationPlan {
    splits = List.copyOf(splits);
    excluded = Collections.unmodifiableSet(new TreeSet<>(excluded));
    notes = List.copyOf(notes);
    int cells = target.space().cellCount();
    if (layout.quotas().length != cells || cellCount(drawing) != cells) {
      throw new IllegalArgumentException(
          "quotas, and components or expected shares, must be given for every cell");
    }
    requireWhole(splits, layout.unitCount());
    for (int cell : excluded) {
      if (cell < 0 || cell >= cells || layout.quotas()[cell] > 0) {
        throw new IllegalArgumentException("an excluded cell must exist and have no quota");
      }
    }
    if (drawing instanceof Rejection rejection) {
      rejection.requireReachable(target.space(), layout.quotas());
    }
  }

  private static int cellCount(Drawing drawing) {
    return drawing instanceof Weighting weighting
        ? weighting.weights().achieved().length
        : ((Rejection) drawing).expectedAcceptance().length;
  }

  private static void requireWhole(List<Splits.Split> splits, long units) {
    long next = 0;
    for (Splits.Split split : splits) {
      if (split.first() != next) {
        throw new IllegalArgumentException(
            "split " + split.name() + " must begin with unit " + next + ", not " + split.first());
      }
      next += split.units();
    }
    boolean twice = splits.stream().map(Splits.Split::name).distinct().count() < splits.size();
    if (next != units || twice) {
      throw new IllegalArgumentException(
          "the splits must have each of the " + units + " units once but have " + next);
    }
  }

  /**
   * A plan of one split, for a data set of its own, without exclusions.
   *
   * @param seed see the record
   * @param target see the record
   * @param layout see the record
   * @param drawing see the record
   */
  public static GenerationPlan of(
      long seed, CellDistribution target, UnitLayout layout, Drawing drawing) {
    return new GenerationPlan(
        seed,
        target,
        layout,
        new Splits(0, 0).of(layout.unitCount()),
        drawing,
        Set.of(),
        Optional.empty(),
        List.of());
  }

  /**
   * This plan with its units split.
   *
   * @throws IllegalArgumentException if there are fewer units than splits
   */
  public GenerationPlan split(Splits shares) {
    return new GenerationPlan(
        seed, target, layout, shares.of(layout.unitCount()), drawing, excluded, completion, notes);
  }

  /** This plan with cells of which no image is made. */
  public GenerationPlan excluding(Set<Integer> cells) {
    return new GenerationPlan(seed, target, layout, splits, drawing, cells, completion, notes);
  }

  /** This plan for completing a data set. */
  public GenerationPlan completing(Completion other) {
    return new GenerationPlan(
        seed, target, layout, splits, drawing, excluded, Optional.of(other), notes);
  }

  /** This plan with lines for its readers. */
  public GenerationPlan withNotes(List<String> lines) {
    return new GenerationPlan(seed, target, layout, splits, drawing, excluded, completion, lines);
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
    return drawing.method();
  }

  /** How components are weighted, for methods that keep every draw. */
  public Optional<Weighting> weighting() {
    return drawing instanceof Weighting weighting ? Optional.of(weighting) : Optional.empty();
  }

  /** From which components is drawn for a cell, for the method that rejects. */
  public Optional<Rejection> rejection() {
    return drawing instanceof Rejection rejection ? Optional.of(rejection) : Optional.empty();
  }

  /** Confidence below which the labeler abstains, 0 where it never does. */
  public double abstainBelow() {
    return rejection().map(each -> each.thresholds().abstainBelow()).orElse(0.0);
  }

  /** Whether a cell may end with fewer images than its quota. */
  public boolean mayFallShort() {
    return rejection()
        .filter(each -> each.thresholds().shortfall() == ShortfallPolicy.REPORT)
        .isPresent();
  }

  /** How many images of each cell are expected: the quotas, or what the weights give. */
  public double[] expectedImages() {
    return weighting()
        .map(it -> Arrays.stream(it.weights().achieved()).map(share -> share * images()).toArray())
        .orElseGet(() -> Arrays.stream(quotas()).asDoubleStream().toArray());
  }

  /**
   * How many draws the images are expected to take: sum_c quota[c] / acceptance[c], or one for each
   * image where every draw is kept.
   */
  public double expectedDraws() {
    return rejection().map(it -> it.expectedDraws(quotas())).orElseGet(() -> (double) images());
  }

  /** The relative standard error of the expected draws; 0 if it is not known. */
  public double drawsError() {
    return rejection().map(Rejection::drawsError).orElse(0.0);
  }

  /**
   * Between how many draws the expected number lies, with 95% certainty; equal ends if its error is
   * not known.
   */
  public double[] expectedDrawsInterval() {
    double draws = expectedDraws();
    double factor = Math.exp(Z_95 * drawsError());
    return new double[] {Math.max((double) images(), draws / factor), draws * factor};
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
            + String.format(Locale.ROOT, " and %,d more", names.size() - MOST_NAMED);
  }

  /** This plan as readable JSON; {@link #fromJson} reads it back exactly. */
  public String toJson() {
    return GSON.toJson(PlanWriter.json(this)) + "\n";
  }

  /**
   * Reads what {@link #toJson} wrote, or somebody edited.
   *
   * @param text a plan as JSON
   * @param source what the file is called
   * @return the plan
   * @throws UserException if the text is not a plan of this version, naming the key
   */
  public static GenerationPlan fromJson(String text, String source) {
    return PlanReader.read(text, source);
  }

  @Override
  public String toString() {
    return "GenerationPlan[" + method() + ", " + layout + ", seed " + seed + "]";
  }
}
