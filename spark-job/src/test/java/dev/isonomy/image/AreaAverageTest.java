package dev.isonomy.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isonomy.model.PixelShape;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AreaAverageTest {
  /** Pixels of random colours and coverage. */
  private record Noise(int width, int height, int[] argb) implements PixelRows {
    static Noise of(int width, int height) {
      return new Noise(width, height, new Random(7).ints((long) width * height).toArray());
    }

    @Override
    public boolean hasAlpha() {
      return true;
    }

    @Override
    public void read(int y, int[] row) {
      System.arraycopy(argb, y * width, row, 0, width);
    }

    /** The same image, stored so that an orientation shows it. */
    Noise storedFor(Orientation turned) {
      int across = turned.transposed() ? height : width;
      int down = turned.transposed() ? width : height;
      int[] stored = new int[argb.length];
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          stored[turned.index(x, y, across, down)] = argb[y * width + x];
        }
      }
      return new Noise(across, down, stored);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void aTurnedImageGivesTheSameAsTheUprightOneAtAnySize(int tag) {
    for (int[] size : new int[][] {{13, 8}, {8, 13}, {16, 16}, {1, 9}, {30, 7}}) {
      Noise noise = Noise.of(size[0], size[1]);
      DecodedImage upright = new DecodedImage(noise, Orientation.UPRIGHT);
      Orientation orientation = Orientation.of(tag);
      DecodedImage turned = new DecodedImage(noise.storedFor(orientation), orientation);
      for (int[] target : new int[][] {{4, 4}, {6, 3}, {5, 11}, {40, 40}}) {
        Scaled expected = covered(upright, target[0], target[1]);
        Scaled scaled = covered(turned, target[0], target[1]);
        assertThat(scaled.rgb()).isEqualTo(expected.rgb());
        assertThat(scaled.alpha()).isEqualTo(expected.alpha());
      }
    }
  }

  private static Scaled covered(DecodedImage image, int width, int height) {
    return AreaAverage.scaleCovered(image, Crop.centred(image, width, height), width, height);
  }

  @ParameterizedTest
  @CsvSource({"1000000,1", "1,1000000"})
  void anImageOfExtremeProportionsIsCutToItsMiddle(int width, int height) {
    PixelRows plain =
        new PixelRows() {
          @Override
          public int width() {
            return width;
          }

          @Override
          public int height() {
            return height;
          }

          @Override
          public boolean hasAlpha() {
            return false;
          }

          @Override
          public void read(int y, int[] argb) {
            java.util.Arrays.fill(argb, 0xff405060);
          }
        };
    DecodedImage image = new DecodedImage(plain, Orientation.UPRIGHT);
    byte[] rgb = AreaAverage.pixels(image, Crop.centred(image, 3, 3), PixelShape.rgb(3, 3));
    assertThat(rgb).contains(0x40, 0x50, 0x60).hasSize(27);
  }
}
