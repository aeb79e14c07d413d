package dev.isonomy.portraits;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.isonomy.portraits.HeadFrame.View;
import dev.isonomy.portraits.person.Palette;
import dev.isonomy.portraits.person.Portrait;
import dev.isonomy.portraits.person.PortraitSampler;
import dev.isonomy.portraits.person.Rgb;
import dev.isonomy.portraits.render.Camera;
import dev.isonomy.portraits.render.PortraitRenderer;
import dev.isonomy.portraits.render.RenderedPortrait;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Writes heads seen from many cameras, for the training of the lifting model.
 *
 * <p>{@code --count N --out DIR [--seed S] [--distribution natural|balanced] [--first INDEX]
 * [--views training|evaluation]} writes plain little-endian files: {@code inputs.u8} [N, I, 64, 64,
 * 3] before the portraits' own backgrounds, {@code views.u8} [N, V, 64, 64, 3] on white, {@code
 * masks.u8} [N, V, 64, 64], {@code cameras.f32} [N, V, 25] (see {@link
 * dev.isonomy.splat.SplatCamera}), {@code points.f32} [N, 2048, 3] on the surface, {@code
 * labels.csv} (see {@link PortraitFiles}).
 */
public final class HeadExport {
  static final int POINTS = 2048;
  private static final Rgb WHITE = new Rgb(1, 1, 1);

  private final PortraitSampler sampler;
  private final HeadViews views;
  private final long seed;
  private final PortraitRenderer asInput = new PortraitRenderer();
  private final PortraitRenderer asView = new PortraitRenderer(PortraitRenderer.DEFAULT_SIZE, 2);
  private final HeadSurface surface = new HeadSurface(POINTS);

  HeadExport(PortraitSampler sampler, HeadViews views, long seed) {
    this.sampler = sampler;
    this.views = views;
    this.seed = seed;
  }

  /** Entry point; a mistake in the options ends with one line and exit code 2. */
  public static void main(String[] args) throws IOException {
    ExportOptions.run(args, HeadExport::run);
  }

  static void run(ExportOptions options) throws IOException {
    Path directory = Path.of(options.text("--out"));
    int count = options.count();
    HeadViews views = views(options.text("--views", "training"));
    long seed = options.number("--seed", 1);
    new HeadExport(options.sampler(), views, seed)
        .write(directory, options.number("--first", 0), count);
  }

  private static HeadViews views(String name) {
    return Stream.of(HeadViews.values())
        .filter(views -> views.name().equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "--views must be training or evaluation but was " + name));
  }

  private void write(Path directory, long first, int count) throws IOException {
    Files.createDirectories(directory);
    try (OutputStream inputs = open(directory, "inputs.u8");
        OutputStream images = open(directory, "views.u8");
        OutputStream masks = open(directory, "masks.u8");
        OutputStream cameras = open(directory, "cameras.f32");
        OutputStream points = open(directory, "points.f32");
        OutputStream labels = open(directory, "labels.csv")) {
      labels.write(PortraitFiles.HEADER.getBytes(US_ASCII));
      for (long index = first; index < first + count; index++) {
        Portrait portrait = sampler.sample(index);
        HeadFrame frame = new HeadFrame(portrait.yaw());
        Portrait onWhite = onWhite(portrait);
        List<View> list = views.of(seed, index);
        for (int v = 0; v < list.size(); v++) {
          Camera camera = frame.camera(list.get(v));
          if (v < views.inputs()) {
            inputs.write(asInput.render(portrait, camera).rgb());
          }
          RenderedPortrait image = asView.render(onWhite, camera);
          images.write(image.rgb());
          masks.write(image.mask());
          cameras.write(bytes(HeadFrame.splatCamera(list.get(v)).conditioning()));
        }
        points.write(bytes(surface.sample(portrait, seed, index)));
        labels.write(PortraitFiles.row(portrait, index).getBytes(US_ASCII));
      }
    }
  }

  private static OutputStream open(Path directory, String name) throws IOException {
    return new BufferedOutputStream(Files.newOutputStream(directory.resolve(name)), 1 << 16);
  }

  private static Portrait onWhite(Portrait p) {
    Palette c = p.palette();
    Palette palette = new Palette(c.complexion(), c.hair(), c.clothes(), c.frame(), WHITE);
    return new Portrait(
        p.cell(),
        p.shape(),
        p.hair(),
        p.beard(),
        p.glasses(),
        p.earrings(),
        p.expression(),
        p.garment(),
        palette,
        p.yaw());
  }

  private static byte[] bytes(float[] values) {
    ByteBuffer buffer = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    buffer.asFloatBuffer().put(values);
    return buffer.array();
  }
}
