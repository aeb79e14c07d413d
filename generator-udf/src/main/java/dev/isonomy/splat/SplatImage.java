package dev.isonomy.splat;

/** A drawn asset: premultiplied colours and what they leave of the background. */
public final class SplatImage {
  private final int width;
  private final int height;
  private final float[] rgb;
  private final float[] through;

  SplatImage(int width, int height, float[] rgb, float[] through) {
    this.width = width;
    this.height = height;
    this.rgb = rgb;
    this.through = through;
  }

  /** Columns. */
  public int width() {
    return width;
  }

  /** Rows. */
  public int height() {
    return height;
  }

  /** How much of a pixel the asset covers, in [0, 1]. */
  public float coverage(int row, int column) {
    return 1 - through[row * width + column];
  }

  /** A pixel's channel over a background. */
  public float value(int row, int column, int channel, float background) {
    int at = row * width + column;
    return rgb[3 * at + channel] + through[at] * background;
  }

  /** sRGB bytes [height, width, 3] over a background of three shares in [0, 1]. */
  public byte[] over(float[] background) {
    byte[] bytes = new byte[rgb.length];
    for (int i = 0; i < bytes.length; i++) {
      float value = rgb[i] + through[i / 3] * background[i % 3];
      bytes[i] = (byte) (int) (Math.max(0, Math.min(1, value)) * 255 + 0.5f);
    }
    return bytes;
  }
}
