package dev.isonomy.audit.measure;

import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.audit.metric.AuditImage;
import dev.isonomy.audit.metric.AuditScope;
import dev.isonomy.audit.metric.Figures;
import dev.isonomy.audit.metric.Finding;
import dev.isonomy.audit.metric.MeasuredSet;
import dev.isonomy.audit.metric.Metric;
import dev.isonomy.audit.metric.MetricColumn;
import dev.isonomy.audit.metric.RowSample;
import dev.isonomy.audit.metric.Tally;
import dev.isonomy.audit.metric.TallySize;
import dev.isonomy.metric.Balance;
import dev.isonomy.metric.FoldedMoments;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Balance within each prompt: what a set that is balanced over all prompts can hide, such as men
 * where doctors were asked for and women where nurses were.
 */
public final class PromptMetric implements Metric {
  private final List<String> prompts;
  private final double[][] wanted;

  /**
   * A metric of a run's prompts.
   *
   * @param prompts their names
   * @param wanted shares of the cells within each prompt: [prompt][cell]; zeros for a prompt that
   *     nothing was wanted of
   */
  public PromptMetric(List<String> prompts, double[][] wanted) {
    this.prompts = List.copyOf(prompts);
    this.wanted = Arrays.stream(wanted).map(double[]::clone).toArray(double[][]::new);
  }

  @Override
  public List<Tally<?>> tallies(TallySize size) {
    return List.of(new PromptTally(prompts.size(), size.cells()), new RowSample(size.sample()));
  }

  @Override
  public Finding measure(MeasuredSet set, AuditScope scope) {
    PromptTally tally = set.tally(PromptTally.class);
    float[][][] generated = set.tally(RowSample.class).rowsByPrompt(prompts.size());
    float[][][] real = references(scope);
    Map<String, OfPrompt> found = new LinkedHashMap<>();
    for (int prompt = 0; prompt < prompts.size(); prompt++) {
      if (Arrays.stream(wanted[prompt]).sum() == 0) {
        continue;
      }
      Optional<Shares> labeler = shares(tally.labeler[prompt], wanted[prompt]);
      Optional<Shares> auditor = shares(tally.auditor[prompt], wanted[prompt]);
      if (labeler.isPresent() || auditor.isPresent()) {
        long images = Arrays.stream(tally.labeler[prompt]).sum();
        found.put(
            prompts.get(prompt),
            new OfPrompt(
                images, labeler, auditor, SampledFrechet.between(real[prompt], generated[prompt])));
      }
    }
    return found.isEmpty() ? Finding.NOTHING : new PromptFinding(found);
  }

  /** Rows of those references that show what a prompt asks for, by prompt. */
  private float[][][] references(AuditScope scope) {
    return scope
        .yardstick()
        .map(reference -> reference.tally(RowSample.class).rowsByPrompt(prompts.size()))
        .orElseGet(() -> new float[prompts.size()][0][]);
  }

  private static Optional<Shares> shares(long[] counts, double[] wanted) {
    if (Arrays.stream(counts).sum() == 0) {
      return Optional.empty();
    }
    double[] shares = Balance.shares(counts);
    double gap = 0;
    for (int cell = 0; cell < shares.length; cell++) {
      gap += Math.abs(shares[cell] - wanted[cell]) / shares.length;
    }
    return Optional.of(new Shares(Balance.of(shares, wanted).kl(), gap, boxed(counts)));
  }

  private static List<Long> boxed(long[] counts) {
    return Arrays.stream(counts).boxed().toList();
  }

  private static final class PromptTally implements Tally<PromptTally> {
    private static final long serialVersionUID = 1L;

    private final long[][] labeler;
    private final long[][] auditor;

    PromptTally(int prompts, int cells) {
      labeler = new long[prompts][cells];
      auditor = new long[prompts][cells];
    }

    @Override
    public void add(AuditImage image) {
      if (image.prompt() < 0) {
        return;
      }
      if (image.labeler() >= 0) {
        labeler[image.prompt()][image.labeler()]++;
      }
      if (image.auditor() >= 0) {
        auditor[image.prompt()][image.auditor()]++;
      }
    }

    @Override
    public void merge(PromptTally other) {
      for (int prompt = 0; prompt < labeler.length; prompt++) {
        for (int cell = 0; cell < labeler[prompt].length; cell++) {
          labeler[prompt][cell] += other.labeler[prompt][cell];
          auditor[prompt][cell] += other.auditor[prompt][cell];
        }
      }
    }
  }

  /**
   * The cells of a prompt's images.
   *
   * @param kl Kullback-Leibler divergence of the shares from the wanted ones
   * @param parityGap mean over the cells of |share - wanted share|, which is mean |R_c - 1/K| where
   *     all are wanted alike
   * @param counts images of each cell, in the cells' order
   */
  public record Shares(double kl, double parityGap, List<Long> counts) {}

  /**
   * A prompt.
   *
   * @param images that have a label
   * @param labeler by the labeler
   * @param auditor by the auditor
   * @param frechet distance from the balanced references of the prompt, where there are enough
   */
  public record OfPrompt(
      long images,
      Optional<Shares> labeler,
      Optional<Shares> auditor,
      Optional<FoldedMoments.Estimate> frechet) {
    /** The KL of the judge that did not choose the images, where there is one. */
    public double kl() {
      return auditor.or(() -> labeler).map(Shares::kl).orElse(Double.NaN);
    }
  }

  /**
   * Balance within the prompts of a set.
   *
   * @param prompts by name
   */
  public record PromptFinding(Map<String, OfPrompt> prompts) implements Finding {
    private record Json(Map<String, PromptJson> prompts) {}

    private record PromptJson(
        long images,
        Optional<Shares> labeler,
        Optional<Shares> auditor,
        Optional<SampledFrechet.Json> frechet) {
      static PromptJson of(OfPrompt prompt) {
        return new PromptJson(
            prompt.images,
            prompt.labeler,
            prompt.auditor,
            prompt.frechet.map(SampledFrechet.Json::of));
      }
    }

    private Map.Entry<String, OfPrompt> worst() {
      return Collections.max(
          prompts.entrySet(), Comparator.comparingDouble(entry -> entry.getValue().kl()));
    }

    @Override
    public Optional<Object> json(AttributeSpace space) {
      Map<String, PromptJson> each = new LinkedHashMap<>();
      prompts.forEach((name, prompt) -> each.put(name, PromptJson.of(prompt)));
      return Optional.of(new Json(each));
    }

    @Override
    public List<MetricColumn> columns() {
      return List.of(
          MetricColumn.of(
              "prompts",
              "largest KL",
              Figures.decimal(worst().getValue().kl()),
              "of the prompt \"" + worst().getKey() + "\", by the auditor where there is one"));
    }
  }
}
