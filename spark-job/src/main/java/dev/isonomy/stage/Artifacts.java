package dev.isonomy.stage;

import dev.isonomy.association.AssociationCounts;
import dev.isonomy.association.CellAssociation;
import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.dataset.Dataset;
import dev.isonomy.error.UserException;
import dev.isonomy.generate.MixtureLatents;
import dev.isonomy.json.JsonFields;
import dev.isonomy.mixture.GaussianMixture;
import dev.isonomy.mixture.MixtureArchive;
import dev.isonomy.model.LatentSpace;
import dev.isonomy.plan.GenerationPlan;
import dev.isonomy.plan.Start;
import dev.isonomy.run.Artifact;
import dev.isonomy.run.RunContext;
import dev.isonomy.run.RunDirectory;
import dev.isonomy.spark.task.ImageSchema;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** What stages write into the run's directory, and how later ones read it. */
public final class Artifacts {
  static final Artifact LATENTS = new Artifact("encode", "latents", true);
  static final Artifact MIXTURE = new Artifact("fit", "mixture", true);
  static final Artifact ASSOCIATION = new Artifact("associate", "association.json", true);
  static final Artifact PLAN = new Artifact("plan", "plan.json", true);
  public static final Artifact DATASET = new Artifact("generate", "dataset", true);
  static final Artifact AUDIT = new Artifact("audit", "audit.json", true);

  /** What people want to know of the mixture. */
  static final String SUMMARY = "mixture/mixture.json";

  /** The Spark ML model. */
  static final String MODEL = "mixture/model";

  /** The numbers of the mixture, a part of the Spark ML model. */
  static final String NUMBERS = MODEL + "/" + MixtureArchive.FILE;

  /** Log-likelihood, seconds and bytes of every iteration. */
  static final String TRACE = "mixture/trace.json";

  /** What generation took: seconds and images of every attempt. */
  static final String GENERATION = "stages/generation.json";

  private Artifacts() {}

  /** The data set, which may be in the making. */
  public static Dataset dataset(RunContext run) {
    return new Dataset(
        run.spark(),
        run.directory().path(DATASET.name()),
        ImageSchema.of(run.space(), !run.prompts().prompts().isEmpty()));
  }

  /** The mixture over the latents, or over their principal components. */
  static GaussianMixture mixture(RunDirectory directory) {
    return latents(directory).mixture().mixture();
  }

  /** The mixture as a source of latents, in their own space. */
  static MixtureLatents latents(RunDirectory directory) {
    if (!directory.exists(NUMBERS)) {
      throw new UserException(
          "%s is not there: files were lost, or another version of Isonomy made the mixture; choose another isonomy.run.dir or delete %s"
              .formatted(directory.shown(NUMBERS), directory.shown("")));
    }
    try (InputStream in = directory.open(NUMBERS)) {
      return new MixtureLatents(MixtureArchive.read(in));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + directory.shown(NUMBERS), e);
    }
  }

  /**
   * What {@code associate} found.
   *
   * @param counts what the association is estimated from
   * @param draws what to draw for each cell, and how much of it is kept
   * @param phrasings the same of the prompts' phrasings, where there are any
   */
  record Associated(AssociationCounts counts, CellDraws draws, Optional<PhrasingDraws> phrasings) {}

  /**
   * Reads {@code association.json}.
   *
   * @param asked what quotas are given for
   */
  static Associated associated(RunDirectory directory, AttributeSpace asked) {
    String name = ASSOCIATION.name();
    JsonFields json = JsonFields.parse(directory.read(name), directory.shown(name));
    Set<String> known = new HashSet<>(AssociationCounts.KEYS);
    known.addAll(Set.of(CellDraws.NAME, PhrasingDraws.NAME));
    json.onlyKeys(known); // a misspelled pilot would be lost in silence
    AssociationCounts counts = AssociationCounts.read(json);
    return new Associated(
        counts,
        CellDraws.read(json.object(CellDraws.NAME), asked),
        json.has(PhrasingDraws.NAME)
            ? Optional.of(
                PhrasingDraws.read(json.object(PhrasingDraws.NAME), counts.space(), asked))
            : Optional.empty());
  }

  /** The same of a run. */
  static Associated associated(RunContext run) {
    return associated(run.directory(), run.asked().space());
  }

  /** Which component makes which cell. */
  static CellAssociation association(RunContext run) {
    return associated(run).counts().association();
  }

  /**
   * The plan, which may have been edited.
   *
   * @throws UserException if it is none, or not for this run's bundle and mixture
   */
  static GenerationPlan plan(RunContext run) {
    String name = PLAN.name();
    String shown = run.directory().shown(name);
    GenerationPlan plan = GenerationPlan.fromJson(run.directory().read(name), shown);
    boolean weighted = plan.weighting().isPresent();
    if (!plan.space().equals(weighted ? run.space() : run.asked().space())) {
      throw new UserException(
          "%s: attributes must be those of the bundle %s%s"
              .formatted(shown, run.bundle(), run.asked().byPrompt() ? " and the prompts" : ""));
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
