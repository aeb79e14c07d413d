package dev.isonomy.bench;

import dev.isonomy.generate.Pixels;
import dev.isonomy.generate.PngEncoder;
import dev.isonomy.model.BundleModules;
import dev.isonomy.model.ComputeDevice;
import dev.isonomy.model.ImageShape;
import dev.isonomy.model.LiftBundle;
import dev.isonomy.model.LiftManifest;
import dev.isonomy.model.ModelBundle;
import dev.isonomy.model.ModuleOptions;
import dev.isonomy.model.Networks;
import dev.isonomy.model.PixelShape;
import dev.isonomy.source.ImageReader;
import dev.isonomy.splat.SplatFormat;
import dev.isonomy.splat.SplatImage;
import dev.isonomy.splat.SplatRenderer;
import dev.isonomy.splat.Splats;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Everything that becomes of an image when it is lifted, without Spark and without checks. */
final class BareLiftLoop {
  /** Images per call of the networks, as the job has them. */
  static final int BATCH = ModuleOptions.DEFAULT_MICRO_BATCH;

  private static final float[] WHITE = {1, 1, 1};
  private static final int VIEWS = 8;

  private final LiftManifest manifest;
  private final BareLift lifter;
  private final ThreadLocal<BundleModules> labeler;

  BareLiftLoop(LiftBundle bundle, ModelBundle labels, ComputeDevice device) {
    manifest = bundle.manifest();
    lifter = new BareLift(bundle, device);
    labeler = ThreadLocal.withInitial(() -> Networks.open(labels, device, ModuleOptions.DEFAULT));
  }

  /** Lifts encoded images, drops what is made, and counts it. */
  long lift(List<byte[]> encoded) {
    ImageShape shape = manifest.image();
    int count = encoded.size();
    byte[] both = new byte[2 * count * shape.size()];
    ImageReader reader = new ImageReader(pixelShape(1));
    for (int i = 0; i < count; i++) {
      try {
        byte[] rgb = reader.read(encoded.get(i));
        System.arraycopy(rgb, 0, both, i * shape.size(), rgb.length);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    List<Splats> assets = lifter.lift(both, count);
    SplatRenderer renderer = new SplatRenderer(shape.width(), shape.height());
    PngEncoder png = new PngEncoder("bare");
    long bytes = 0;
    for (int i = 0; i < count; i++) {
      Splats asset = assets.get(i);
      SplatImage front = renderer.draw(asset, manifest.viewpoint().camera());
      byte[] pixels = front.over(WHITE);
      System.arraycopy(pixels, 0, both, (count + i) * shape.size(), pixels.length);
      bytes += SplatFormat.PLY.write(asset).length;
      bytes += png.encode(pixels, pixelShape(1)).length;
      bytes += png.encode(turntable(renderer, asset), pixelShape(VIEWS)).length;
    }
    labeler.get().label(Pixels.toNumbers(both, 2 * count, pixelShape(1)), 2 * count);
    return bytes > 0 ? count : 0;
  }

  /** Of some images side by side. */
  private PixelShape pixelShape(int views) {
    return PixelShape.rgb(manifest.image().height(), views * manifest.image().width());
  }

  private byte[] turntable(SplatRenderer renderer, Splats asset) {
    ImageShape shape = manifest.image();
    int row = 3 * shape.width();
    byte[] strip = new byte[VIEWS * shape.size()];
    for (int view = 0; view < VIEWS; view++) {
      byte[] pixels =
          renderer.draw(asset, manifest.viewpoint().turned(360.0 * view / VIEWS, 0)).over(WHITE);
      for (int y = 0; y < shape.height(); y++) {
        System.arraycopy(pixels, y * row, strip, (y * VIEWS + view) * row, row);
      }
    }
    return strip;
  }
}
