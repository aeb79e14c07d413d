package dev.isonomy.lift;

import dev.isonomy.error.UserException;
import dev.isonomy.generate.PngEncoder;
import dev.isonomy.model.LiftManifest;
import dev.isonomy.model.LiftModules;
import dev.isonomy.model.PixelShape;
import dev.isonomy.model.Sha256;
import dev.isonomy.splat.SplatCamera;
import dev.isonomy.splat.SplatFormat;
import dev.isonomy.splat.SplatImage;
import dev.isonomy.splat.SplatRenderer;
import dev.isonomy.splat.Splats;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes assets of images. An asset is a function of its image, the model and the format: what else
 * is in a call changes no byte of it. Not safe for use by several threads.
 */
public final class AssetMaker {
  private static final float[] WHITE = {1, 1, 1};

  // Below this coverage a pixel shows the background.
  private static final float BARE = 0.02f;

  private final LiftModules modules;
  private final LiftManifest manifest;
  private final SplatFormat format;
  private final int views;
  private final int pixels;
  private final SplatRenderer renderer;
  private final PngEncoder png;

  /**
   * A maker.
   *
   * @param modules the model, opened
   * @param format of the assets' files
   * @param views images of a turntable, at least 1
   */
  public AssetMaker(LiftModules modules, SplatFormat format, int views) {
    if (views < 1) {
      throw new IllegalArgumentException("views must be at least 1 but was " + views);
    }
    this.modules = modules;
    this.manifest = modules.bundle().manifest();
    this.format = format;
    this.views = views;
    pixels = manifest.image().height() * manifest.image().width();
    renderer = new SplatRenderer(manifest.image().width(), manifest.image().height());
    png = new PngEncoder(manifest.identity().name() + " sha256:" + modules.bundle().fingerprint());
  }

  /**
   * Assets of images, in their order.
   *
   * @throws UserException if an image has no mask and the model cannot find it
   */
  public List<LiftedAsset> make(List<LiftInput> inputs) {
    int count = inputs.size();
    float[] images = new float[count * 3 * pixels];
    float[] masks = new float[count * pixels];
    boolean complete = true;
    for (int i = 0; i < count; i++) {
      fill(inputs.get(i), i, images, masks);
      complete &= inputs.get(i).masked();
    }
    if (!complete) {
      segment(inputs, images, masks);
    }
    float[][] backgrounds = new float[count][];
    float[] cameras = new float[count * SplatCamera.CONDITIONING];
    SplatCamera camera = manifest.viewpoint().camera();
    for (int i = 0; i < count; i++) {
      backgrounds[i] = background(i, images, masks);
      putOnWhite(i, images, masks);
      System.arraycopy(
          camera.conditioning(),
          0,
          cameras,
          i * SplatCamera.CONDITIONING,
          SplatCamera.CONDITIONING);
    }
    List<Splats> assets = modules.lift(images, masks, cameras, count);
    List<LiftedAsset> made = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      made.add(asset(assets.get(i), camera, backgrounds[i]));
    }
    return made;
  }

  private void fill(LiftInput input, int index, float[] images, float[] masks) {
    boolean wrongMask = input.masked() && input.mask().length != pixels;
    if (input.rgb().length != 3 * pixels || wrongMask) {
      throw new IllegalArgumentException(
          "an image must have " + pixels + " pixels but has " + input.rgb().length / 3);
    }
    for (int i = 0; i < 3 * pixels; i++) {
      images[index * 3 * pixels + i % 3 * pixels + i / 3] = (input.rgb()[i] & 255) / 255f;
    }
    for (int i = 0; i < input.mask().length; i++) {
      masks[index * pixels + i] = (input.mask()[i] & 255) / 255f;
    }
  }

  private void segment(List<LiftInput> inputs, float[] images, float[] masks) {
    if (!manifest.segments()) {
      throw new UserException(
          "bundle "
              + modules.bundle()
              + " has no segmenter; give images with an alpha channel, or set"
              + " isonomy.lift.mask-column");
    }
    float[] found = modules.segment(images, inputs.size());
    for (int i = 0; i < inputs.size(); i++) {
      if (!inputs.get(i).masked()) {
        for (int p = i * pixels; p < (i + 1) * pixels; p++) {
          masks[p] = Math.max(0, Math.min(1, found[p]));
        }
      }
    }
  }

  /** Mean colour of the pixels without a figure; white if there are none. */
  private float[] background(int index, float[] images, float[] masks) {
    double[] sums = new double[3];
    int bare = 0;
    for (int p = 0; p < pixels; p++) {
      if (masks[index * pixels + p] < BARE) {
        bare++;
        for (int c = 0; c < 3; c++) {
          sums[c] += images[(index * 3 + c) * pixels + p];
        }
      }
    }
    if (bare == 0) {
      return WHITE;
    }
    return new float[] {
      (float) (sums[0] / bare), (float) (sums[1] / bare), (float) (sums[2] / bare)
    };
  }

  private void putOnWhite(int index, float[] images, float[] masks) {
    for (int c = 0; c < 3; c++) {
      for (int p = 0; p < pixels; p++) {
        float mask = masks[index * pixels + p];
        int at = (index * 3 + c) * pixels + p;
        images[at] = images[at] * mask + (1 - mask);
      }
    }
  }

  private LiftedAsset asset(Splats splats, SplatCamera camera, float[] background) {
    int height = manifest.image().height();
    int width = manifest.image().width();
    byte[] file = format.write(splats);
    SplatImage front = renderer.draw(splats, camera);
    return new LiftedAsset(
        file,
        Sha256.of(file),
        splats.count(),
        camera,
        png.encode(front.over(WHITE), PixelShape.rgb(height, width)),
        png.encode(turntable(splats), PixelShape.rgb(height, views * width)),
        front.over(background));
  }

  /** Pixels [height, views * width, 3]: the asset from equal steps around it. */
  private byte[] turntable(Splats splats) {
    int row = manifest.image().width() * 3;
    byte[] strip = new byte[views * pixels * 3];
    for (int view = 0; view < views; view++) {
      SplatCamera camera = manifest.viewpoint().turned(360.0 * view / views, 0);
      byte[] image = renderer.draw(splats, camera).over(WHITE);
      for (int y = 0; y < manifest.image().height(); y++) {
        System.arraycopy(image, y * row, strip, (y * views + view) * row, row);
      }
    }
    return strip;
  }
}
