package dev.isonomy.spark.task;

import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.condition.PromptTable;
import dev.isonomy.generate.CellEvidence;
import dev.isonomy.generate.DrawnImage;
import dev.isonomy.generate.GeneratedImage;
import dev.isonomy.generate.KeptDraw;
import dev.isonomy.generate.SamplingSettings;
import dev.isonomy.model.ModelBundle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** Kept images as rows of {@link ImageSchema}. */
public final class ImageRows {

  private final ModelBundle bundle;
  private final AttributeSpace space;
  private final SamplingSettings sampling;
  private final CellEvidence evidence;
  private final PromptTable prompts;
  private final List<ImageSchema.Column> columns;
  private final String scheduler;
  private final String unaidedScheduler;

  /**
   * Rows of images that a bundle makes.
   *
   * @param prompts what the model can be asked for
   * @param evidence what components and latents say of cells
   */
  public ImageRows(
      ModelBundle bundle, SamplingSettings sampling, PromptTable prompts, CellEvidence evidence) {
    this.prompts = prompts;
    this.columns = ImageSchema.columns(!prompts.prompts().isEmpty());
    this.bundle = bundle;
    this.space = bundle.manifest().attributes();
    this.sampling = sampling;
    this.evidence = evidence;
    this.scheduler = sampling.toJson(bundle.manifest());
    this.unaidedScheduler = sampling.toJsonUnaided(bundle.manifest());
  }

  /**
   * The row of an image. One that the model drew unaided has no component and no purity; only a
   * clean latent has a posterior.
   */
  public Row row(GeneratedImage image) {
    KeptDraw kept = image.kept();
    int cell = kept.label().cell();
    boolean unaided = kept.component() == DrawnImage.NO_COMPONENT;
    Map<String, Object> columns = new HashMap<>();
    columns.put(ImageSchema.CELL, space.cellName(cell));
    columns.put(ImageSchema.SAMPLE, image.sampleId());
    columns.put(ImageSchema.UNIT, kept.unit());
    columns.put("seed", kept.runSeed());
    columns.put("component", unaided ? null : Long.valueOf(kept.component()));
    columns.put(
        "component_purity",
        nullable(evidence.componentPurity(cell, kept.text(), kept.component())));
    columns.put("latent_posterior", nullable(evidence.latentPosterior(cell, kept.latent())));
    columns.put(ImageSchema.CONFIDENCE, kept.label().confidence());
    columns.put("model_sha256", bundle.fingerprint());
    columns.put("sampler", sampling.sampler().label());
    columns.put("steps", (long) sampling.steps());
    columns.put("scheduler", unaided || evidence.ofNoise() ? unaidedScheduler : scheduler);
    columns.put(ImageSchema.PIXELS, image.pixelsSha256());
    columns.put(ImageSchema.FILE, image.fileSha256());
    prompts
        .text(kept.text())
        .ifPresent(
            prompt -> {
              columns.put(ImageSchema.PROMPT, prompt.id());
              columns.put(ImageSchema.TEXT, prompt.text());
              columns.put(ImageSchema.GUIDANCE, sampling.guidance());
            });
    return row(image, kept.label().classes(), columns);
  }

  /** In the order of {@link ImageSchema}. */
  private Row row(GeneratedImage image, int[] classes, Map<String, Object> columns) {
    List<Object> values = new ArrayList<>();
    values.add(RowFactory.create(image.png(), image.sampleId() + ".png"));
    for (int label : classes) {
      values.add((long) label);
    }
    for (ImageSchema.Column column : this.columns) {
      values.add(columns.get(column.name()));
    }
    return RowFactory.create(values.toArray());
  }

  private static Double nullable(OptionalDouble value) {
    return value.isPresent() ? Double.valueOf(value.getAsDouble()) : null;
  }
}
