package dev.isonomy.lift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isonomy.error.UserException;
import dev.isonomy.model.ComputeDevice;
import dev.isonomy.model.LiftBundle;
import dev.isonomy.model.LiftBundles;
import dev.isonomy.model.LiftModules;
import dev.isonomy.model.ModuleOptions;
import dev.isonomy.model.Networks;
import dev.isonomy.splat.SplatFormat;
import dev.isonomy.splat.Splats;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AssetMakerTest {
  private static final int SIZE = 16;

  @TempDir Path temporary;

  private static LiftModules open(LiftBundle bundle) {
    return Networks.openLift(bundle, ComputeDevice.CPU, ModuleOptions.DEFAULT);
  }

  /** A disc of one colour before a background of another. */
  static byte[] disc(int figure, int background) {
    byte[] rgb = new byte[SIZE * SIZE * 3];
    for (int i = 0; i < rgb.length; i++) {
      int colour = inside(i / 3) ? figure : background;
      rgb[i] = (byte) (colour >> (16 - 8 * (i % 3)));
    }
    return rgb;
  }

  private static boolean inside(int pixel) {
    int row = pixel / SIZE;
    int column = pixel % SIZE;
    double y = row - 7.5;
    double x = column - 7.5;
    return x * x + y * y < 30;
  }

  private static byte[] discMask() {
    byte[] mask = new byte[SIZE * SIZE];
    for (int i = 0; i < mask.length; i++) {
      mask[i] = (byte) (inside(i) ? 255 : 0);
    }
    return mask;
  }

  @Test
  void assetLooksLikeItsImageFromTheInputsCamera() throws IOException {
    try (LiftModules modules = open(LiftBundles.tiny())) {
      AssetMaker maker = new AssetMaker(modules, SplatFormat.PLY, 4);
      LiftedAsset asset = maker.make(List.of(LiftInput.unmasked(disc(0xd02010, 0x2040c0)))).get(0);
      int middle = 3 * (8 * SIZE + 8);
      assertThat(asset.again()[middle] & 255).isBetween(190, 225);
      assertThat(asset.again()[middle + 2] & 255).isBetween(0, 60);
      // The corner shows the image's own background again; the preview shows white.
      assertThat(asset.again()[2] & 255).isBetween(180, 200);
      BufferedImage preview = ImageIO.read(new ByteArrayInputStream(asset.preview()));
      assertThat(preview.getRGB(0, 0) & 0xffffff).isGreaterThan(0xf8f8f8);
      BufferedImage turntable = ImageIO.read(new ByteArrayInputStream(asset.turntable()));
      assertThat(turntable.getWidth()).isEqualTo(4 * SIZE);
      for (int i = 0; i < SIZE * SIZE; i++) {
        assertThat(turntable.getRGB(i % SIZE, i / SIZE))
            .isEqualTo(preview.getRGB(i % SIZE, i / SIZE));
      }
      Splats back = SplatFormat.PLY.read(asset.file(), "asset");
      assertThat(back.count()).isEqualTo(asset.gaussians()).isEqualTo(64);
    }
  }

  @Test
  void givenMasksTakeTheSegmentersPlace() {
    byte[] image = disc(0xd02010, 0x2040c0);
    try (LiftModules modules = open(LiftBundles.tiny())) {
      AssetMaker maker = new AssetMaker(modules, SplatFormat.PLY, 1);
      byte[] nothing = new byte[SIZE * SIZE];
      List<LiftedAsset> assets =
          maker.make(
              List.of(
                  LiftInput.unmasked(image),
                  new LiftInput(image, discMask()),
                  new LiftInput(image, nothing)));
      assertThat(assets.get(0).again()).isNotEqualTo(assets.get(2).again());
      Splats empty = SplatFormat.PLY.read(assets.get(2).file(), "empty");
      for (int i = 0; i < empty.count(); i++) {
        assertThat(empty.opacityShare(i)).isLessThan(0.01);
      }
    }
  }

  @Test
  void everyByteIsTheSameInAnyBatch() {
    Random random = new Random(3);
    List<LiftInput> inputs = new ArrayList<>();
    for (int i = 0; i < 21; i++) {
      byte[] rgb = disc(random.nextInt(1 << 24), random.nextInt(1 << 24));
      inputs.add(i % 3 == 0 ? new LiftInput(rgb, discMask()) : LiftInput.unmasked(rgb));
    }
    for (SplatFormat format : SplatFormat.values()) {
      try (LiftModules modules = open(LiftBundles.tiny())) {
        AssetMaker maker = new AssetMaker(modules, format, 3);
        List<LiftedAsset> together = maker.make(inputs);
        for (int i = 0; i < inputs.size(); i += 4) {
          LiftedAsset alone = maker.make(inputs.subList(i, i + 1)).get(0);
          assertThat(alone.file()).isEqualTo(together.get(i).file());
          assertThat(alone.turntable()).isEqualTo(together.get(i).turntable());
          assertThat(alone.again()).isEqualTo(together.get(i).again());
          assertThat(alone.sha256()).isEqualTo(together.get(i).sha256());
        }
      }
    }
  }

  @Test
  void imageWithoutMaskNeedsASegmenter() {
    LiftBundle bundle =
        LiftBundle.fromDirectory(
            LiftBundles.altered(
                temporary.resolve("a"),
                json -> json.getAsJsonObject("modules").remove("segmenter")));
    try (LiftModules modules = open(bundle)) {
      AssetMaker maker = new AssetMaker(modules, SplatFormat.SPZ, 1);
      byte[] rgb = disc(0xffffff, 0);
      assertThat(maker.make(List.of(new LiftInput(rgb, discMask())))).hasSize(1);
      assertThatThrownBy(() -> maker.make(List.of(LiftInput.unmasked(rgb))))
          .isInstanceOf(UserException.class)
          .hasMessageContaining("has no segmenter; give images with an alpha channel");
      assertThatThrownBy(() -> maker.make(List.of(LiftInput.unmasked(Arrays.copyOf(rgb, 9)))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("an image must have 256 pixels but has 3");
    }
  }
}
