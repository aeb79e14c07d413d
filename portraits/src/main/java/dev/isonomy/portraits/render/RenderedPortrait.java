package dev.isonomy.portraits.render;

/** An image of a portrait with its mask and depth; immutable, the arrays are copied out. */
public final class RenderedPortrait {
  private final int size;
  private final byte[] rgb;
  private final byte[] mask;
  private final float[] depth;

  /** Takes the arrays over without a copy: the film gives them away. */
  RenderedPortrait(int size, byte[] rgb, byte[] mask, float[] depth) {
    this.size = size;
    this.rgb = rgb;
    this.mask = mask;
    this.depth = depth;
  }

  /** Width and height in pixels. */
  public int size() {
    return size;
  }

  /** sRGB bytes [size, size, 3], row major from the top left; a copy. */
  public byte[] rgb() {
    return rgb.clone();
  }

  /** Coverage of the figure in [0, 255] as bytes [size, size]; a copy. */
  public byte[] mask() {
    return mask.clone();
  }

  /**
   * Distance to the figure along the viewing direction in head units, [size, size]: the mean over
   * the samples of the pixel that hit it, NaN where none does; a copy.
   */
  public float[] depth() {
    return depth.clone();
  }
}
