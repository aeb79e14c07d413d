package dev.isonomy.dataset;

import dev.isonomy.plan.BalanceMethod;
import dev.isonomy.plan.Completion;
import dev.isonomy.plan.GenerationPlan;
import dev.isonomy.plan.Weighting;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What decided which images are in a data set, in sentences for its papers.
 *
 * @param weighting how components were weighted, where every draw was kept
 * @param completion the data set that this one completes, if there is one
 * @param equalShares whether all cells that get images were to get equally many
 * @param excluded names of the cells of which no image was to be made
 */
public record Making(
    Optional<Weighting> weighting,
    Optional<Completion> completion,
    boolean equalShares,
    List<String> excluded) {
  /** Equal quotas of all cells. */
  public static final Making EQUAL_QUOTAS =
      new Making(Optional.empty(), Optional.empty(), true, List.of());

  /** Copies the names. */
  public Making {
    excluded = List.copyOf(excluded);
  }

  /**
   * What a plan says of it.
   *
   * @param plan what is made
   */
  public static Making of(GenerationPlan plan) {
    List<String> excluded = plan.excluded().stream().map(plan.space()::cellName).toList();
    double[] wanted =
        IntStream.range(0, plan.space().cellCount())
            .filter(cell -> !plan.excluded().contains(cell))
            .mapToDouble(plan.target()::share)
            .toArray();
    boolean equal = Arrays.stream(wanted).allMatch(share -> Math.abs(share - wanted[0]) < 1e-9);
    return new Making(plan.weighting(), plan.completion(), equal, excluded);
  }

  /** Whether the data set alone has equal shares by construction. */
  public boolean isBalanced() {
    return weighting.isEmpty() && completion.isEmpty() && equalShares;
  }

  /** How the images were selected. */
  public String selection() {
    StringBuilder text =
        new StringBuilder(
            weighting
                .map(Making::weighted)
                .orElse("Isonomy selected them so that the cells get their quotas."));
    completion.ifPresent(
        other ->
            text.append(
                String.format(
                    Locale.ROOT,
                    " They complete a data set of %,d labelled images: the quotas bring both together"
                        + " closest to %s, and this set alone is not balanced.",
                    other.images(),
                    excluded.isEmpty() ? "equal shares" : "equal shares of the cells left in")));
    if (!excluded.isEmpty()) {
      text.append(" No image was made of the excluded cells ")
          .append(String.join(", ", excluded))
          .append('.');
    }
    return text.toString();
  }

  private static String weighted(Weighting weighting) {
    boolean prior = weighting.method().equals(new BalanceMethod.Prior().name());
    String how =
        weighting.unaided()
            ? "The model ran unaided, and every image is kept"
            : prior
                ? "Its codes were drawn by the mixture's own weights, and every image is kept"
                : "Components were drawn by weight ("
                    + weighting.method()
                    + "), and every image is"
                    + " kept";
    return how + ": no cell has a quota.";
  }

  /** What the labeler had to say of an image, to follow "the model's own labeler". */
  String confirmation() {
    return weighting.isEmpty() ? ", which had to confirm each image" : "";
  }

  /** What balance means here. */
  String meaning() {
    return isBalanced()
        ? "Balance here means equal counts of labelled cells."
        : weighting.isPresent()
            ? "The counts of labelled cells are what the model made of the method."
            : "The counts of labelled cells are those that were asked for.";
  }

  /** What is known of biases. */
  String biases() {
    String counts =
        isBalanced()
            ? "Labelled cells are equally frequent as far as the labeler is right"
            : weighting.isPresent()
                ? "Labelled cells are as frequent as the method made them"
                : "Labelled cells have the counts that were asked for, as far as the labeler is right";
    return counts
        + "; audit.json holds the independent auditor's view. Nothing is said of attributes without"
        + " labels.";
  }
}
