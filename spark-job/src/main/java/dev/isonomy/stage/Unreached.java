package dev.isonomy.stage;

import dev.isonomy.association.CellSearch;
import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.error.UserException;
import dev.isonomy.plan.ShortfallPolicy;
import dev.isonomy.plan.Thresholds;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Quotas that drawing cannot meet, found before anything is drawn for them: what components of the
 * mixture, or phrasings of the prompts, do not make.
 */
enum Unreached {
  /** By components: what helps are labelled images. */
  OF_COMPONENTS("label more images of the cell"),
  /** By phrasings: what helps is another one. */
  OF_PHRASINGS("add a phrasing to isonomy.prompts.naming that names it better");

  private static final double Z_95 = 1.96;

  /** An expectation closer to the limit than this may well break it. */
  private static final double NEAR = 1.5;

  private final String remedy;

  Unreached(String remedy) {
    this.remedy = remedy;
  }

  /**
   * Refuses quotas of cells that nothing is drawn for.
   *
   * @throws UserException naming the cells, what was tried, and what helps
   */
  void refuse(CellDraws draws, long[] quotas, AttributeSpace space) {
    List<String> cells =
        IntStream.range(0, quotas.length)
            .filter(c -> quotas[c] > 0 && !(draws.acceptance()[c] > 0))
            .mapToObj(
                c ->
                    space.cellName(c)
                        + draws.search(c).map(found -> " (" + tried(found, space) + ")").orElse(""))
            .toList();
    if (cells.isEmpty()) {
      return;
    }
    int shown = Math.min(5, cells.size());
    String named =
        String.join(", ", cells.subList(0, shown))
            + (cells.size() > shown ? " and %d more cells".formatted(cells.size() - shown) : "");
    throw new UserException(refusal(named, draws.measured()));
  }

  private String refusal(String named, boolean measured) {
    if (this == OF_PHRASINGS) {
      return "no phrasing was found to make enough of %s; add one to isonomy.prompts.naming that names it, or leave them out by isonomy.target.excluded"
          .formatted(named);
    }
    return "no labelled image is of %s%s; label a few images of each, or leave them out by isonomy.target.excluded"
        .formatted(
            named,
            measured
                ? ", and no component was found to make enough of them"
                : ", and isonomy.associate.pilot-per-cell is 0, so that none was looked for");
  }

  /** What was tried for a cell, in words. */
  String tried(CellSearch.Found found, AttributeSpace space) {
    if (this == OF_PHRASINGS) {
      return "%d of %d images drawn from %d phrasings"
          .formatted(found.images(), found.draws(), found.freeComponents());
    }
    List<String> places = new ArrayList<>();
    if (!found.neighbours().isEmpty()) {
      places.add(
          "the components of "
              + String.join(", ", found.neighbours().stream().map(space::cellName).toList()));
    }
    if (found.freeComponents() > 0) {
      places.add(found.freeComponents() + " components of no cell");
    }
    return places.isEmpty()
        ? "no component of a neighbouring cell or of no cell to look in"
        : "%d of %d images drawn from %s or elsewhere"
            .formatted(found.images(), found.draws(), String.join(" and ", places));
  }

  /**
   * Compares what cells are expected to take with what they may take.
   *
   * @return what is close, in one line, empty if nothing is
   * @throws UserException if a cell will almost surely use up its draws and the run then fails
   */
  Optional<String> limits(
      CellDraws draws, long[] quotas, AttributeSpace space, Thresholds thresholds) {
    int worst = -1;
    int close = 0;
    int most = thresholds.maxDrawsPerImage();
    for (int c = 0; c < quotas.length; c++) {
      if (quotas[c] > 0 && draws.acceptance()[c] * most < NEAR) {
        close++;
        worst = worst < 0 || draws.acceptance()[c] < draws.acceptance()[worst] ? c : worst;
      }
    }
    if (worst < 0) {
      return Optional.empty();
    }
    double expected = 1 / draws.acceptance()[worst];
    double least = expected / Math.exp(Z_95 * draws.errors()[worst]);
    String what =
        String.format(
            Locale.ROOT,
            "%s is expected to take %,.0f draws per image, where isonomy.generate.max-draws-per-image"
                + " allows %,d%s",
            space.cellName(worst),
            expected,
            most,
            close > 1 ? String.format(Locale.ROOT, " (and %,d cells more)", close - 1) : "");
    if (draws.measured() && least > most && thresholds.shortfall() == ShortfallPolicy.FAIL) {
      throw new UserException(
          what
              + "; raise it, "
              + (thresholds.abstainBelow() > 0 ? "lower isonomy.associate.abstain-below, " : "")
              + remedy
              + ", leave it out by isonomy.target.excluded, or set isonomy.generate.shortfall = report");
    }
    return Optional.of(what);
  }
}
