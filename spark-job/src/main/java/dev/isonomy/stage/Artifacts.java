package dev.isonomy.stage;

import dev.isonomy.association.AssociationCounts;
import dev.isonomy.association.CellAssociation;
import dev.isonomy.error.UserException;
import dev.isonomy.generate.MixtureLatents;
import dev.isonomy.json.JsonFields;
import dev.isonomy.mixture.GaussianMixture;
import dev.isonomy.mixture.MixtureArchive;
import dev.isonomy.model.LatentSpace;
import dev.isonomy.plan.GenerationPlan;
import dev.isonomy.plan.Start;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Reads what earlier stages wrote. */
final class Artifacts {
  /** What people want to know of the mixture. */
  static final String MIXTURE = "mixture/mixture.json";

  /** The Spark ML model. */
  static final String MODEL = "mixture/model";

  /** The numbers of the mixture, a part of the Spark ML model. */
  static final String NUMBERS = MODEL + "/" + MixtureArchive.FILE;

  /** Log-likelihood, seconds and bytes of every iteration. */
  static final String TRACE = "mixture/trace.json";

  /** What generation took: seconds and images of every attempt. */
  static final String GENERATION = "stages/generation.json";

  private Artifacts() {}

  /** The mixture over the latents, or over their principal components. */
  static GaussianMixture mixture(RunDirectory directory) {
    return latents(directory).mixture().mixture();
  }

  /** The mixture as a source of latents, in their own space. */
  static MixtureLatents latents(RunDirectory directory) {
    try (InputStream in = directory.open(NUMBERS)) {
      return new MixtureLatents(MixtureArchive.read(in));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + directory.shown(NUMBERS), e);
    }
  }

  /** What {@code associate} found for each cell. */
  static CellDraws cellDraws(RunDirectory directory) {
    return CellDraws.read(
        associate(directory).object(CellDraws.NAME), association(directory).space());
  }

  static CellAssociation association(RunDirectory directory) {
    return counts(directory).association();
  }

  /** What the association is estimated from. */
  static AssociationCounts counts(RunDirectory directory) {
    return AssociationCounts.read(associate(directory));
  }

  private static JsonFields associate(RunDirectory directory) {
    String name = Stage.ASSOCIATE.artifact();
    return JsonFields.parse(directory.read(name), directory.shown(name));
  }

  /**
   * The plan, which may have been edited.
   *
   * @throws UserException if it is none, or not for this run's bundle and mixture
   */
  static GenerationPlan plan(RunContext run) {
    String name = Stage.PLAN.artifact();
    String shown = run.directory().shown(name);
    GenerationPlan plan = GenerationPlan.fromJson(run.directory().read(name), shown);
    if (!plan.space().equals(run.space())) {
      throw new UserException(
          "%s: attributes must be those of the bundle %s".formatted(shown, run.bundle()));
    }
    Start start = plan.drawing().start();
    if (!(start instanceof Start.Noise) && !start.equals(start(run))) {
      throw new UserException(
          "%s: start must be %s, which the mixture was fitted to, but was %s"
              .formatted(shown, start(run), start));
    }
    return plan;
  }

  /** Where draws from the mixture start: its latents are what the bundle encodes images to. */
  static Start start(RunContext run) {
    return run.bundle().manifest().latentSpace() instanceof LatentSpace.Noisy noisy
        ? new Start.State(noisy.timestep())
        : new Start.Code();
  }
}
