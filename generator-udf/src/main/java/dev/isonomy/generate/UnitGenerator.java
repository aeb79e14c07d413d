package dev.isonomy.generate;

import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.plan.ShortfallPolicy;
import dev.isonomy.random.Purpose;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Makes the images of a work unit by rejection: for a cell c draw one of the components that make c
 * and a latent from it, generate, classify, keep the image if its label is c. The kept images of a
 * cell follow the model's own distribution given the cell. A draw from which the labeler abstains
 * is rejected, too.
 *
 * <p>With P prompts, the plan's cells are pairs of prompt and cell, and its components pairs of
 * prompt and component; in both the prompt is the slower index. Phrasings of the prompts are
 * components too, see {@link PhrasingSource}.
 *
 * <p>Draws of a cell are numbered from 0, and draw number, unit and run seed key all of its
 * randomness. Kept are the accepted draws with the smallest numbers. So the result depends on
 * nothing but the plan and the model: rounds only decide which draws are made at the same time, and
 * speculative ones beyond the quota are dropped.
 */
public final class UnitGenerator {
  private final ImageGenerator generator;
  private final LatentSource source;
  private final UnitSettings settings;
  private final GenerationListener listener;

  private record Draw(CellProgress cell, long number, int prompt, int text, int component) {}

  /** A generator for one task. */
  public UnitGenerator(
      ImageGenerator generator,
      LatentSource source,
      UnitSettings settings,
      GenerationListener listener) {
    this.generator = generator;
    this.source = source;
    this.settings = settings;
    this.listener = listener;
  }

  /**
   * Makes a unit.
   *
   * @param sink receives the kept draws as they come: the first of every cell, the second of every
   *     cell, and so on, whatever the batch
   * @throws ShortfallException if a cell's draws are used up and the policy is to fail
   * @throws dev.isonomy.model.ModuleException if a network fails; names the sample where one is to
   *     blame
   */
  public UnitResult generate(UnitPlan plan, Consumer<KeptDraw> sink) {
    int[] quotas = plan.unit().quotas();
    CellProgress[] cells = new CellProgress[quotas.length];
    double[][] cumulative = new double[quotas.length][];
    for (int c = 0; c < quotas.length; c++) {
      cells[c] =
          new CellProgress(c, quotas[c], settings.maxDrawsPerImage(), plan.expectedAcceptance()[c]);
      cumulative[c] = cumulative(plan.componentsForCell()[c]);
    }
    KeptOrder order = new KeptOrder(cells, sink);
    RoundPlanner planner = new RoundPlanner(settings.batch(), settings.microBatch());
    for (List<CellProgress> round = planner.next(cells);
        !round.isEmpty();
        round = planner.next(cells)) {
      runRound(plan, round, cumulative);
      order.advance();
    }
    return result(plan, cells);
  }

  private void runRound(UnitPlan plan, List<CellProgress> round, double[][] cumulative) {
    long unit = plan.unit().id();
    List<Draw> draws = new ArrayList<>(round.size());
    List<DrawKey> keys = new ArrayList<>(round.size());
    float[] latents = new float[round.size() * source.dimension()];
    float[] latent = new float[source.dimension()];
    for (CellProgress cell : round) {
      long number = cell.issue();
      DrawKey key = DrawKey.ofCell(plan.runSeed(), unit, cell.cell(), number);
      int component = key.stream(Purpose.COMPONENT).nextIndex(cumulative[cell.cell()]);
      int own = component % source.componentCount();
      source.draw(own, key, latent);
      System.arraycopy(latent, 0, latents, draws.size() * latent.length, latent.length);
      int prompt = component / source.componentCount();
      draws.add(new Draw(cell, number, prompt, source.text(prompt, own), own));
      keys.add(key);
    }
    int[] texts = draws.stream().mapToInt(Draw::text).toArray();
    byte[] pixels = generator.generate(latents, keys, texts, i -> name(unit, draws.get(i)));
    Label[] labels = generator.label(pixels, draws.size(), i -> name(unit, draws.get(i)));
    listener.drawn(draws.size());
    int size = generator.manifest().pixels().bytes(1);
    int cells = generator.manifest().attributes().cellCount();
    for (int i = 0; i < labels.length; i++) {
      Draw draw = draws.get(i);
      boolean abstained = labels[i].abstains(settings.abstainBelow());
      boolean accepted = !abstained && labels[i].cell() == draw.cell().cell() % cells;
      if (abstained) {
        draw.cell().abstain();
        listener.abstained(draw.cell().cell());
      }
      listener.judged(draw.cell().cell(), accepted);
      if (draw.cell().judge(accepted)) {
        byte[] image = Arrays.copyOfRange(pixels, i * size, (i + 1) * size);
        draw.cell()
            .keep(
                new KeptDraw(
                    unit,
                    draw.number(),
                    plan.runSeed(),
                    labels[i],
                    draw.prompt(),
                    draw.text(),
                    draw.component(),
                    generator.cleanLatent(latents, i),
                    image));
        listener.kept(draw.cell().cell());
      }
    }
  }

  private UnitResult result(UnitPlan plan, CellProgress[] cells) {
    List<CellProgress> lacking = Arrays.stream(cells).filter(cell -> cell.missing() > 0).toList();
    if (!lacking.isEmpty() && settings.shortfall() == ShortfallPolicy.FAIL) {
      throw new ShortfallException(
          "unit "
              + plan.unit().id()
              + " used up its draws: "
              + lacking.stream()
                  .map(
                      cell ->
                          "cell "
                              + cellName(cell.cell())
                              + " kept "
                              + cell.kept()
                              + " of "
                              + cell.quota()
                              + " after "
                              + cell.cap()
                              + " draws"
                              + abstentions(cell))
                  .collect(Collectors.joining("; "))
              + (lacking.stream().anyMatch(cell -> cell.abstained() > 0)
                  ? "; lower isonomy.associate.abstain-below, "
                  : "; ")
              + "raise max-draws-per-image, improve the association by more labels, or let the"
              + " shortfall be reported");
    }
    return new UnitResult(
        plan.unit().id(),
        Arrays.stream(cells).mapToLong(CellProgress::draws).toArray(),
        Arrays.stream(cells).mapToInt(CellProgress::missing).toArray());
  }

  private static String abstentions(CellProgress cell) {
    return cell.abstained() == 0
        ? ""
        : ", from %d of which the labeler abstained".formatted(cell.abstained());
  }

  private String cellName(int asked) {
    AttributeSpace space = generator.manifest().attributes();
    String cell = space.cellName(asked % space.cellCount());
    return generator
        .prompts()
        .prompt(asked / space.cellCount())
        .map(prompt -> cell + " of prompt " + prompt.id())
        .orElse(cell);
  }

  private static String name(long unit, Draw draw) {
    return GeneratedImage.sampleId(unit, draw.cell().cell(), draw.number());
  }

  static double[] cumulative(double[] weights) {
    double[] sums = new double[weights.length];
    double sum = 0;
    for (int k = 0; k < weights.length; k++) {
      sum += weights[k];
      sums[k] = sum;
    }
    return sums;
  }
}
