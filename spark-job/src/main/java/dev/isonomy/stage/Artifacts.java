package dev.isonomy.stage;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.isonomy.association.AssociationCounts;
import dev.isonomy.association.CellAssociation;
import dev.isonomy.generate.MixtureLatents;
import dev.isonomy.mixture.GaussianMixture;
import dev.isonomy.mixture.MixtureArchive;
import dev.isonomy.plan.GenerationPlan;
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
    String json = directory.read(Stage.ASSOCIATE.artifact());
    return CellDraws.fromJson(
        JsonParser.parseString(json).getAsJsonObject().getAsJsonObject(CellDraws.NAME),
        association(directory).space());
  }

  static CellAssociation association(RunDirectory directory) {
    JsonObject json =
        JsonParser.parseString(directory.read(Stage.ASSOCIATE.artifact())).getAsJsonObject();
    return json.has("refined") // as runs of before have it
        ? CellAssociation.fromJson(json.getAsJsonObject("refined"))
        : AssociationCounts.fromJson(json).association();
  }

  static GenerationPlan plan(RunDirectory directory) {
    return GenerationPlan.fromJson(directory.read(Stage.PLAN.artifact()));
  }
}
