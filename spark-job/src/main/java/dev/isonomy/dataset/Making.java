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
 * @param labelers what other bundles told of the images; empty where the model's own labeler did
 * @param abstainBelow confidence below which the labeler's word was none, 0 if it always counted
 */
public record Making(
    Optional<Weighting> weighting,
    Optional<Completion> completion,
    boolean equalShares,
    List<String> excluded,
    List<Labeler> labelers,
    double abstainBelow) {
  /**
   * A labeler of another bundle than the model's.
   *
   * @param name of its bundle, with the version
   * @param attributes that it told
   * @param sha256 of its bundle
   */
  public record Labeler(String name, List<String> attributes, String sha256) {
    /** Copies the names. */
    public Labeler {
      attributes = List.copyOf(attributes);
    }
  }

  /** Equal quotas of all cells. */
  public static final Making EQUAL_QUOTAS =
      new Making(Optional.empty(), Optional.empty(), true, List.of(), List.of(), 0);

  /** Copies the names. */
  public Making {
    excluded = List.copyOf(excluded);
    labelers = List.copyOf(labelers);
  }

  /**
   * What a plan says of it.
   *
   * @param plan what is made
   * @param labelers see the record
   */
  public static Making of(GenerationPlan plan, List<Labeler> labelers) {
    List<String> excluded = plan.excluded().stream().map(plan.space()::cellName).toList();
    double[] wanted =
        IntStream.range(0, plan.space().cellCount())
            .filter(cell -> !plan.excluded().contains(cell))
            .mapToDouble(plan.target()::share)
            .toArray();
    boolean equal = Arrays.stream(wanted).allMatch(share -> Math.abs(share - wanted[0]) < 1e-9);
    return new Making(
        plan.weighting(), plan.completion(), equal, excluded, labelers, plan.abstainBelow());
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

  /** Whose labels they are, to follow "Labels are those of". */
  String labeler() {
    String who =
        labelers.isEmpty()
            ? "the model's own labeler"
            : String.join(
                " and ",
                labelers.stream()
                    .map(
                        each ->
                            "the labeler %s (%s; SHA-256 `%s`)"
                                .formatted(
                                    each.name(),
                                    String.join(", ", each.attributes()),
                                    each.sha256()))
                    .toList());
    return who + confirmation();
  }

  private String confirmation() {
    if (weighting.isPresent()) {
      return "";
    }
    return abstainBelow > 0
        ? ", which had to confirm each image with a confidence of at least " + abstainBelow
        : ", which had to confirm each image";
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
