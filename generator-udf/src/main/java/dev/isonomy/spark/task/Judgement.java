package dev.isonomy.spark.task;

import dev.isonomy.generate.Label;
import dev.isonomy.generate.Pixels;
import dev.isonomy.model.BundleManifest;
import dev.isonomy.model.BundleModules;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the bundle's networks say of an image.
 *
 * @param cell the labeler's cell
 * @param confidence the labeler's confidence, see {@link Label}
 * @param auditorCell the auditor's cell, {@link #NONE} without an auditor
 * @param features the feature vector, empty without a features network
 */
public record Judgement(int cell, double confidence, int auditorCell, float[] features)
    implements Serializable {
  /** No auditor. */
  public static final int NONE = -1;

  /**
   * Judges images.
   *
   * @param images bytes of one image each, see {@link Pixels}; at least one
   */
  public static List<Judgement> of(BundleModules modules, List<byte[]> images) {
    int size = images.get(0).length;
    byte[] pixels = new byte[Math.multiplyExact(images.size(), size)];
    for (int i = 0; i < images.size(); i++) {
      System.arraycopy(images.get(i), 0, pixels, i * size, size);
    }
    return of(modules, pixels, images.size());
  }

  /**
   * Judges images.
   *
   * @param pixels bytes of {@code count} images, see {@link Pixels}
   */
  public static List<Judgement> of(BundleModules modules, byte[] pixels, int count) {
    BundleManifest manifest = modules.bundle().manifest();
    float[] images = Pixels.toNumbers(pixels, count, manifest.pixels());
    float[] labels = modules.label(images, count);
    boolean audited = modules.bundle().audits();
    float[] audits = audited ? modules.audit(images, count) : new float[0];
    int width = manifest.featureWidth();
    float[] features = width > 0 ? modules.features(images, count) : new float[0];
    List<Judgement> judgements = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      Label label = Label.read(manifest.attributes(), labels, i);
      judgements.add(
          new Judgement(
              label.cell(),
              label.confidence(),
              audited ? Label.read(manifest.attributes(), audits, i).cell() : NONE,
              Arrays.copyOfRange(features, i * width, (i + 1) * width)));
    }
    return judgements;
  }
}
