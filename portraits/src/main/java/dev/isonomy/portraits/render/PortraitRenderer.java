package dev.isonomy.portraits.render;

import dev.isonomy.portraits.person.Portrait;
import dev.isonomy.portraits.person.Rgb;

/** Casts rays at a head: {@code samples x samples} per pixel on a regular grid. */
public final class PortraitRenderer {
  /** Default width and height in pixels. */
  public static final int DEFAULT_SIZE = 64;

  /** Default samples per pixel and axis. */
  public static final int DEFAULT_SAMPLES = 3;

  private final int size;
  private final int samples;
  private final Lighting lighting = new Lighting();

  /** A renderer for 64 x 64 pixels. */
  public PortraitRenderer() {
    this(DEFAULT_SIZE, DEFAULT_SAMPLES);
  }

  /**
   * A renderer for other sizes.
   *
   * @param size width and height in pixels, in [1, 4096]
   * @param samples samples per pixel and axis, in [1, 16]
   */
  public PortraitRenderer(int size, int samples) {
    if (size < 1 || size > 4096) {
      throw new IllegalArgumentException("size must be in [1, 4096] but was " + size);
    }
    if (samples < 1 || samples > 16) {
      throw new IllegalArgumentException("samples must be in [1, 16] but was " + samples);
    }
    this.size = size;
    this.samples = samples;
  }

  /** The image from the portrait's own camera. */
  public RenderedPortrait render(Portrait portrait) {
    return render(portrait, Camera.portrait(portrait.yaw()));
  }

  /** The image from any camera. */
  public RenderedPortrait render(Portrait portrait, Camera camera) {
    Scene scene = new Scene(Head.parts(portrait), camera, size);
    Rgb background = portrait.palette().background();
    Film film = new Film(size, samples * samples, background);
    for (int row = 0; row < size; row++) {
      scene.beginRow(row);
      for (int column = 0; column < size; column++) {
        int candidates = scene.beginPixel(column);
        if (candidates > 0) {
          pixel(scene, film, row, column);
        }
        film.finishPixel(row, column);
      }
    }
    return film.develop();
  }

  private void pixel(Scene scene, Film film, int row, int column) {
    for (int i = 0; i < samples; i++) {
      double y = row + (i + 0.5) / samples;
      for (int j = 0; j < samples; j++) {
        double x = column + (j + 0.5) / samples;
        if (scene.trace(x, y, lighting)) {
          film.add(scene.point(), scene.depth());
        }
      }
    }
  }
}
