package dev.isonomy.plan;

import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.attribute.CellDistribution;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * What a plan cannot do, said when it is made: shares that get no image, data sets that cannot be
 * completed, methods that miss the target. One line each.
 */
public final class PlanNotes {
  /** A distance that is shown as 0.000. */
  private static final double NOTHING = 0.0005;

  private final GenerationPlan plan;
  private final CellDistribution whole;
  private final AttributeSpace space;
  private final long[] quotas;
  private final List<String> lines = new ArrayList<>();

  private PlanNotes(GenerationPlan plan) {
    this.plan = plan;
    this.whole = plan.completion().map(Completion::target).orElse(plan.target());
    this.space = plan.space();
    this.quotas = plan.quotas();
  }

  /**
   * The lines for a plan.
   *
   * @param plan any plan
   * @return no line for a plan that meets its target
   */
  public static List<String> of(GenerationPlan plan) {
    PlanNotes notes = new PlanNotes(plan);
    notes.sharesWithoutImages();
    plan.completion().ifPresent(notes::completion);
    plan.weighting().ifPresent(notes::weighting);
    return List.copyOf(notes.lines);
  }

  private void sharesWithoutImages() {
    if (plan.completion().isPresent()) {
      return; // a cell that has enough gets none, as it should
    }
    List<Integer> none = cells().filter(c -> quotas[c] == 0 && whole.share(c) > 0).boxed().toList();
    if (none.isEmpty()) {
      return;
    }
    double least = none.stream().mapToDouble(whole::share).min().orElseThrow();
    lines.add(
        text(
            "%,d %s of the target get%s none of the %,d images: %s (%s %s); about %,.0f images would"
                + " give every cell of the target one",
            none.size(),
            none.size() == 1 ? "cell" : "cells",
            none.size() == 1 ? "s" : "",
            plan.images(),
            named(none),
            none.size() == 1 ? "a share of" : "the smallest share is",
            share(least),
            Math.ceil(1 / least)));
  }

  private void completion(Completion completion) {
    long[] existing = completion.existing();
    List<Integer> unwanted =
        cells().filter(c -> existing[c] > 0 && whole.share(c) == 0).boxed().toList();
    if (!unwanted.isEmpty()) {
      lines.add(
          text(
              "existing images of cells that the target gives no share stay: %s", named(unwanted)));
    }
    if (completion.isExact(quotas)) {
      return;
    }
    long[] together = completion.together(quotas);
    double all = completion.images() + (double) plan.images();
    List<Integer> over =
        cells()
            .filter(c -> quotas[c] == 0 && together[c] - (all * whole.share(c)) >= 1)
            .boxed()
            .sorted(Comparator.comparingDouble(c -> (all * whole.share(c)) - together[c]))
            .toList();
    CellDistribution reached = CellDistribution.empirical(space, together);
    double needed = completion.imagesForExactShares();
    String remedy =
        Double.isInfinite(needed)
            ? "no number of new images makes it exact"
            : text("%,.0f new images would make it exact", needed);
    lines.add(
        text(
            "the %,.0f existing and new images together stay %.3f (FD) away from the target: %s; %s",
            all,
            Weighting.distance(reached.shares(), whole.shares()),
            over.isEmpty() ? "shares are no whole numbers of images" : surplus(over, together, all),
            remedy));
  }

  private String surplus(List<Integer> over, long[] together, double all) {
    int worst = over.get(0);
    String first =
        text(
            "%s has %,d images where its share is %,.1f",
            space.cellName(worst), together[worst], all * whole.share(worst));
    return over.size() == 1
        ? first
        : first + text(", and %,d more cells have too many", over.size() - 1);
  }

  private void weighting(Weighting weighting) {
    double[] expected = weighting.weights().achieved();
    double distance = weighting.distance(plan.target());
    int farthest =
        cells()
            .boxed()
            .max(Comparator.comparingDouble(c -> Math.abs(expected[c] - plan.target().share(c))))
            .orElseThrow();
    String how =
        distance < NOTHING
            ? "as the plan has them"
            : text(
                "%.3f (FD) away from the shares of the plan, farthest in %s with %s instead of %s",
                distance,
                space.cellName(farthest),
                share(expected[farthest]),
                share(plan.target().share(farthest)));
    lines.add(
        text(
            "%s keeps every draw, so that the counts of the cells are expected, not promised: %s",
            weighting.method(), how));
    List<Integer> none =
        cells().filter(c -> expected[c] == 0 && plan.target().share(c) > 0).boxed().toList();
    if (!none.isEmpty()) {
      lines.add(
          text(
              "no component is known to make images of %s, which %s draws nothing for",
              named(none), weighting.method()));
    }
  }

  private IntStream cells() {
    return IntStream.range(0, quotas.length);
  }

  private String named(List<Integer> cells) {
    return GenerationPlan.named(cells.stream().map(space::cellName).toList());
  }

  private static String share(double share) {
    return share >= 0.0005 || share == 0 ? text("%.1f%%", 100 * share) : text("%.1e", share);
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
