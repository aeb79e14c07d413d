package dev.isonomy.stage;

import dev.isonomy.association.AcceptanceEstimate;
import dev.isonomy.config.GenerateSettings;
import dev.isonomy.generate.LatentSource;
import dev.isonomy.generate.PhrasingSource;
import dev.isonomy.plan.BalanceMethod;
import dev.isonomy.plan.Rejection;
import dev.isonomy.plan.ShortfallPolicy;
import dev.isonomy.plan.Start;
import dev.isonomy.plan.Thresholds;
import dev.isonomy.run.RunContext;
import java.util.Arrays;
import java.util.List;

/**
 * How methods that reject draw: {@code conditional} from the components of the mixture, {@code
 * prompted} from phrasings of the prompts.
 */
final class Rejections {
  private final RunContext run;
  private final Artifacts.Associated found;

  Rejections(RunContext run, Artifacts.Associated found) {
    this.run = run;
    this.found = found;
  }

  /** What a method draws for each cell. */
  CellDraws draws(BalanceMethod.Rejecting method) {
    return method instanceof BalanceMethod.Prompted ? phrasings().draws() : found.draws();
  }

  private PhrasingDraws phrasings() {
    return found.phrasings().orElseThrow(); // or the configuration was refused
  }

  /** How a method's quotas that cannot be met are told. */
  static Unreached unreached(BalanceMethod.Rejecting method) {
    return method instanceof BalanceMethod.Prompted
        ? Unreached.OF_PHRASINGS
        : Unreached.OF_COMPONENTS;
  }

  /**
   * A method's draws.
   *
   * @param quotas images of each cell, or of each pair of prompt and cell
   * @param shortfall what a hopeless cell does
   */
  Rejection of(BalanceMethod.Rejecting method, long[] quotas, ShortfallPolicy shortfall) {
    boolean prompted = method instanceof BalanceMethod.Prompted;
    CellDraws draws = draws(method);
    double[] images = Arrays.stream(quotas).asDoubleStream().toArray();
    GenerateSettings generate = run.config().generate();
    return new Rejection(
        prompted ? new Start.Noise() : Artifacts.start(run),
        draws.drawn(),
        draws.acceptance(),
        AcceptanceEstimate.relativeErrorOfDraws(images, draws.acceptance(), draws.errors()),
        new Thresholds(
            run.config().plan().minimumPurity(),
            run.config().associate().abstainBelow(),
            generate.maxDrawsPerImage(),
            shortfall),
        prompted ? phrasings().texts() : List.of());
  }

  /** Where the draws of a rejection come from. */
  static LatentSource source(RunContext run, Rejection rejection) {
    return rejection.phrasings().isEmpty()
        ? Artifacts.latents(run.directory())
        : PhrasingSource.of(run.prompts());
  }

  /** P(cell | component), or P(cell | phrasing), in the columns of the source. */
  double[][] purity(Rejection rejection) {
    return rejection.phrasings().isEmpty()
        ? found.counts().association().purity()
        : phrasings()
            .purity(run.space(), run.prompts().count(), run.config().associate().smoothing());
  }
}
