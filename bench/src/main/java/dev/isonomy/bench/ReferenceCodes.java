package dev.isonomy.bench;

import dev.isonomy.generate.LatentEncoder;
import dev.isonomy.model.BundleModules;
import dev.isonomy.model.ImageShape;
import dev.isonomy.spi.ImageSize;
import dev.isonomy.spi.SourceImage;
import java.util.ArrayList;
import java.util.List;

/**
 * Reference images of every cell in turn, their cells, and their semantic codes: what the embedded
 * model is asked to draw, the same for every measured point.
 *
 * @param pixels bytes of all images
 * @param codes their codes, flat
 * @param cells their cells
 */
record ReferenceCodes(byte[] pixels, float[] codes, int[] cells) {
  private static final int CHUNK = 64;

  /** Draws and encodes images. */
  static ReferenceCodes draw(BundleModules modules, int count, long seed) {
    List<SourceImage> images = images(modules, count, seed);
    byte[] pixels = pixels(images);
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
        names.add(images.get(from + i).id());
      }
      List<float[]> latents = encoder.encode(chunk, names);
      for (int i = 0; i < n; i++) {
        System.arraycopy(latents.get(i), 0, codes, (from + i) * width, width);
        cells[from + i] = images.get(from + i).cell();
      }
    }
    return new ReferenceCodes(pixels, codes, cells);
  }

  /** The pixels alone. */
  static byte[] pixels(BundleModules modules, int count, long seed) {
    return pixels(images(modules, count, seed));
  }

  private static byte[] pixels(List<SourceImage> images) {
    int size = images.get(0).pixels().length;
    byte[] pixels = new byte[images.size() * size];
    for (int i = 0; i < images.size(); i++) {
      System.arraycopy(images.get(i).pixels(), 0, pixels, i * size, size);
    }
    return pixels;
  }

  private static List<SourceImage> images(BundleModules modules, int count, long seed) {
    ImageShape shape = modules.bundle().manifest().image();
    ImageSize size = new ImageSize(shape.height(), shape.width());
    return DefaultModels.references().balanced(size, seed, count).images(0, count);
  }
}
