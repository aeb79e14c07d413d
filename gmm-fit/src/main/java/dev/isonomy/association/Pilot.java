package dev.isonomy.association;

import dev.isonomy.attribute.AttributeSpace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Refines an association by classified draws, in rounds. A first round for every cell and a search
 * for cells without labels determine the components of each cell. Further rounds then measure how
 * many draws from them are kept, until {@link PilotRule} needs no more. The same draws give the
 * same rounds, so an interrupted pilot can be repeated.
 */
public final class Pilot {
  private final CellAssociation labels;
  private final double[] mixtureWeights;
  private final Settings settings;
  private final Drawing drawing;
  private final CellSearch search;
  private PilotCounts counts;
  private int draws;

  /** Draws images and classifies them. */
  @FunctionalInterface
  public interface Drawing {
    /**
     * Draws by weight.
     *
     * @param first number of the first draw: draws of a pilot are numbered from 0
     * @param round how many, and of which components
     * @return what the draws of each component were classified as
     */
    PilotCounts draw(int first, PilotRule.Round round);
  }

  /**
   * The settings of a pilot.
   *
   * @param rule decides when the pilot is large enough
   * @param minimumPurity see {@link CellAssociation#componentsForCell(int, double[], double)}
   * @param labelWeight see {@link CellAssociation#refine}
   * @param unwanted cells that are never drawn
   */
  public record Settings(
      PilotRule rule, double minimumPurity, double labelWeight, Set<Integer> unwanted) {
    /** Copies the set. */
    public Settings {
      unwanted = Set.copyOf(unwanted);
    }
  }

  /**
   * The result of a pilot.
   *
   * @param refined the association, refined
   * @param counts the draws of each component by what they were classified as
   * @param draws how many images in all
   * @param drawn from which components to draw for a cell: [cell][component]; zeros for a cell that
   *     is unwanted or was not reached
   * @param acceptance the share of draws that is kept, as later draws measured it
   * @param searches the search for each cell without labels
   */
  public record Result(
      CellAssociation refined,
      PilotCounts counts,
      int draws,
      double[][] drawn,
      AcceptanceEstimate acceptance,
      List<CellSearch.Found> searches) {
    /** Copies the list. */
    public Result {
      searches = List.copyOf(searches);
    }
  }

  /**
   * Prepares a pilot.
   *
   * @param labels P[cell, component] as labels have it
   * @param componentCells the cell whose labelled rows each component was seeded with, -1 for none
   * @param mixtureWeights the mixture's weights
   * @param settings how it is made
   * @param drawing makes the draws
   */
  public Pilot(
      CellAssociation labels,
      int[] componentCells,
      double[] mixtureWeights,
      Settings settings,
      Drawing drawing) {
    this.labels = labels;
    this.mixtureWeights = mixtureWeights.clone();
    this.settings = settings;
    this.drawing = drawing;
    this.search = new CellSearch(labels.space(), componentCells, mixtureWeights);
    this.counts = PilotCounts.none(labels.space().cellCount(), labels.componentCount());
  }

  /** Draws until the estimate is precise enough. */
  public Result run() {
    PilotRule rule = settings.rule();
    PilotRule.Round first = rule.first(drawn(labels));
    if (first.count() > 0) {
      draw(first);
    }
    List<CellSearch.Found> searches = searchUnlabelled();
    CellAssociation chosenBy = refined();
    double[][] drawn = drawn(chosenBy);
    for (CellSearch.Found found : searches) {
      if (!found.reached()) {
        Arrays.fill(drawn[found.cell()], 0);
      }
    }
    PilotCounts measured = PilotCounts.none(drawn.length, labels.componentCount());
    int before = draws;
    AcceptanceEstimate estimate = AcceptanceEstimate.of(chosenBy, measured, drawn);
    for (Optional<PilotRule.Round> round = Optional.of(rule.measuring(drawn));
        round.isPresent() && round.get().count() > 0;
        round = rule.next(estimate, drawn, draws - before)) {
      measured = measured.plus(draw(round.get()));
      estimate = AcceptanceEstimate.of(chosenBy, measured, drawn);
    }
    return new Result(refined(), counts, draws, drawn, estimate, searches);
  }

  private List<CellSearch.Found> searchUnlabelled() {
    AttributeSpace space = labels.space();
    List<Integer> unlabelled =
        IntStream.range(0, space.cellCount())
            .filter(c -> !labels.reaches(c) && !settings.unwanted().contains(c))
            .boxed()
            .toList();
    int each = settings.rule().firstPerCell();
    int[] tried = new int[space.cellCount()];
    List<Integer> missing = missing(unlabelled, tried);
    while (!missing.isEmpty()) {
      draw(search.round(missing, each));
      for (int c : missing) {
        tried[c] += each;
      }
      each = Math.min(2 * each, settings.rule().mostPerCell());
      missing = missing(unlabelled, tried);
    }
    List<CellSearch.Found> found = new ArrayList<>();
    for (int c : unlabelled) {
      found.add(search.found(c, draws(search.candidates(c)), images(c)));
    }
    return found;
  }

  private List<Integer> missing(List<Integer> unlabelled, int[] tried) {
    return unlabelled.stream()
        .filter(c -> images(c) < CellSearch.PROOF)
        .filter(c -> tried[c] < settings.rule().mostPerCell())
        .filter(c -> search.candidates(c).length > 0)
        .toList();
  }

  private int images(int cell) {
    return (int) counts.ofCell(cell);
  }

  private int draws(int[] components) {
    double[] all = counts.draws();
    return (int) Arrays.stream(components).mapToDouble(k -> all[k]).sum();
  }

  private PilotCounts draw(PilotRule.Round round) {
    PilotCounts more = drawing.draw(draws, round);
    counts = counts.plus(more);
    draws += round.count();
    return more;
  }

  private CellAssociation refined() {
    return labels.refine(counts, settings.labelWeight());
  }

  private double[][] drawn(CellAssociation association) {
    double[][] drawn = association.componentsForCells(mixtureWeights, settings.minimumPurity());
    for (int c : settings.unwanted()) {
      Arrays.fill(drawn[c], 0);
    }
    return drawn;
  }
}
