package dev.isonomy.image;

import java.io.IOException;
import java.util.Arrays;

/**
 * GIF: the first image, on its screen. What it leaves free of the screen has the transparent
 * colour, or else the palette's first, as in Pillow.
 */
final class GifDecoder implements FormatDecoder {
  private static final int HEADER = 13;
  private static final int EXTENSION = 0x21;
  private static final int IMAGE = 0x2c;
  private static final int GRAPHIC_CONTROL = 0xf9;
  private static final int NONE = -1;

  @Override
  public boolean recognizes(Bytes file) {
    return file.has(0, "GIF87a") || file.has(0, "GIF89a");
  }

  @Override
  public DecodedImage decode(Bytes file) throws IOException {
    int[] colours = palette(file, 10, HEADER);
    int at = HEADER + 3 * entries(file, 10);
    int clear = NONE;
    while (true) {
      int block = file.u8(at);
      if (block == IMAGE) {
        return new DecodedImage(image(file, at, colours, clear), Orientation.UPRIGHT);
      }
      if (block != EXTENSION) {
        throw new IOException("it has no image");
      }
      if (file.u8(at + 1) == GRAPHIC_CONTROL
          && file.u8(at + 2) >= 4
          && (file.u8(at + 3) & 1) == 1) {
        clear = file.u8(at + 6);
      }
      at = GifData.end(file, at + 2);
    }
  }

  private static int entries(Bytes file, int flagsAt) throws IOException {
    int flags = file.u8(flagsAt);
    return (flags & 0x80) == 0 ? 0 : 2 << (flags & 7);
  }

  private static int[] palette(Bytes file, int flagsAt, int at) throws IOException {
    int[] colours = new int[entries(file, flagsAt)];
    for (int i = 0; i < colours.length; i++) {
      colours[i] =
          Colours.OPAQUE
              | Colours.rgb(file.u8(at + 3 * i), file.u8(at + 3 * i + 1), file.u8(at + 3 * i + 2));
    }
    return colours;
  }

  private static PixelRows image(Bytes file, int at, int[] screenColours, int clear)
      throws IOException {
    int left = file.u16le(at + 1);
    int top = file.u16le(at + 3);
    int width = file.u16le(at + 5);
    int height = file.u16le(at + 7);
    ImageDecoder.requireSize(width, height);
    int screenWidth = Math.max(file.u16le(6), left + width);
    int screenHeight = Math.max(file.u16le(8), top + height);
    ImageDecoder.requireSize(screenWidth, screenHeight);
    int own = entries(file, at + 9);
    int[] colours = own > 0 ? palette(file, at + 9, at + 10) : screenColours;
    if (colours.length == 0) {
      colours = greys();
    }
    byte[] indices = GifData.decode(file, at + 10 + 3 * own, width * height);
    boolean interlaced = (file.u8(at + 9) & 0x40) != 0;
    int[] order = GifData.rows(height, interlaced);
    if (clear != NONE && clear < colours.length) {
      colours = colours.clone();
      colours[clear] &= ~Colours.OPAQUE;
    }
    boolean free = screenWidth > width || screenHeight > height;
    int background = free ? colours[clear != NONE && clear < colours.length ? clear : 0] : 0;
    return new Screen(
        screenWidth,
        screenHeight,
        left,
        top,
        width,
        order,
        indices,
        colours,
        background,
        clear != NONE);
  }

  private static int[] greys() {
    int[] colours = new int[256];
    Arrays.setAll(colours, i -> Colours.OPAQUE | i * 0x010101);
    return colours;
  }

  /** The screen with the first image on it. */
  private record Screen(
      int width,
      int height,
      int left,
      int top,
      int imageWidth,
      int[] order,
      byte[] indices,
      int[] colours,
      int background,
      boolean hasAlpha)
      implements PixelRows {
    @Override
    public void read(int y, int[] argb) {
      Arrays.fill(argb, 0, width, background);
      if (y < top || y >= top + order.length) {
        return;
      }
      int from = order[y - top] * imageWidth;
      for (int x = 0; x < imageWidth; x++) {
        int index = indices[from + x] & 255;
        argb[left + x] = index < colours.length ? colours[index] : Colours.OPAQUE;
      }
    }
  }
}
