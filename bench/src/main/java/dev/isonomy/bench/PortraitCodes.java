package dev.isonomy.bench;

import dev.isonomy.generate.LatentEncoder;
import dev.isonomy.model.BundleModules;
import dev.isonomy.portraits.Portrait;
import dev.isonomy.portraits.PortraitCell;
import dev.isonomy.portraits.PortraitRenderer;
import dev.isonomy.portraits.PortraitSampler;
import java.util.ArrayList;
import java.util.List;

/**
 * Portraits of every cell in turn, their cells, and their semantic codes: what the embedded model
 * is asked to draw, the same for every measured point.
 *
 * @param pixels bytes of all portraits
 * @param codes their codes, flat
 * @param cells their cells
 */
record PortraitCodes(byte[] pixels, float[] codes, int[] cells) {
  private static final int CHUNK = 64;

  /** Renders and encodes portraits. */
  static PortraitCodes render(BundleModules modules, int count, long seed) {
    byte[] pixels = pixels(modules, count, seed);
    int size = pixels.length / count;
    int width = modules.bundle().manifest().latentDimension();
    float[] codes = new float[count * width];
    int[] cells = new int[count];
    LatentEncoder encoder = new LatentEncoder(modules, seed);
    for (int from = 0; from < count; from += CHUNK) {
      int n = Math.min(CHUNK, count - from);
      byte[] chunk = java.util.Arrays.copyOfRange(pixels, from * size, (from + n) * size);
      List<String> names = new ArrayList<>();
      for (int i = 0; i < n; i++) {
        names.add("portrait " + (from + i));
      }
      List<float[]> latents = encoder.encode(chunk, names);
      for (int i = 0; i < n; i++) {
        System.arraycopy(latents.get(i), 0, codes, (from + i) * width, width);
        cells[from + i] = cell(from + i).index();
      }
    }
    return new PortraitCodes(pixels, codes, cells);
  }

  /** The pixels alone. */
  static byte[] pixels(BundleModules modules, int count, long seed) {
    int side = modules.bundle().manifest().image().height();
    PortraitRenderer renderer = new PortraitRenderer(side, PortraitRenderer.DEFAULT_SAMPLES);
    int size = modules.bundle().manifest().image().size();
    byte[] pixels = new byte[count * size];
    for (int i = 0; i < count; i++) {
      Portrait portrait = PortraitSampler.ofCell(cell(i), seed, i);
      System.arraycopy(renderer.render(portrait).rgb(), 0, pixels, i * size, size);
    }
    return pixels;
  }

  private static PortraitCell cell(int index) {
    return PortraitCell.of(index % PortraitCell.COUNT);
  }
}
