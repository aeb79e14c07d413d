package dev.isonomy.portraits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isonomy.portraits.caption.CaptionedPortrait;
import dev.isonomy.portraits.caption.CaptionedSampler;
import dev.isonomy.portraits.render.PortraitRenderer;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WordsExportTest {
  private static final int IMAGE = 64 * 64 * 3;

  @TempDir Path directory;

  @Test
  void filesHoldTheStreamFromItsFirstIndex() throws IOException {
    export("--count", "4", "--seed", "9", "--first", "100");
    byte[] images = Files.readAllBytes(directory.resolve("images.u8"));
    List<String> labels = Files.readAllLines(directory.resolve("labels.csv"));
    List<String> captions = Files.readAllLines(directory.resolve("captions.txt"));
    assertThat(images).hasSize(4 * IMAGE);
    assertThat(labels.get(0))
        .isEqualTo("index,gender,age,skin,hair_colour,glasses,occupation,expression");
    CaptionedPortrait third = CaptionedSampler.biased(9).sample(102);
    assertThat(Arrays.copyOfRange(images, 2 * IMAGE, 3 * IMAGE))
        .isEqualTo(new PortraitRenderer().render(third.portrait()).rgb());
    assertThat(captions).hasSize(4);
    assertThat(captions.get(2)).isEqualTo(third.caption());
    assertThat(labels.get(3))
        .startsWith("102," + third.portrait().cell().gender().ordinal() + ",")
        .endsWith(
            ","
                + third.portrait().occupation().ordinal()
                + ","
                + third.portrait().expression().ordinal());
  }

  @Test
  void partsJoinToTheWhole() throws IOException {
    export("--count", "4", "--distribution", "even");
    byte[] whole = Files.readAllBytes(directory.resolve("images.u8"));
    export("--count", "2", "--distribution", "even", "--first", "2");
    assertThat(Files.readAllBytes(directory.resolve("images.u8")))
        .isEqualTo(Arrays.copyOfRange(whole, 2 * IMAGE, 4 * IMAGE));
  }

  @Test
  void sheetShowsEveryOccupationInEveryCell() throws IOException {
    Path file = directory.resolve("sheet.png");
    WordsExport.run(new ExportOptions("--sheet", file.toString(), "--size", "16"));
    BufferedImage sheet = ImageIO.read(file.toFile());
    assertThat(sheet.getWidth()).isEqualTo(6 * 3 * 16);
    assertThat(sheet.getHeight()).isEqualTo(18 * 16);
  }

  @Test
  void unknownDistributionIsNamed() {
    assertThatThrownBy(() -> export("--count", "1", "--distribution", "natural"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("--distribution must be biased or even but was natural");
    assertThat(directory.resolve("images.u8")).doesNotExist();
  }

  private void export(String... args) throws IOException {
    String[] all = Arrays.copyOf(args, args.length + 2);
    all[args.length] = "--out";
    all[args.length + 1] = directory.toString();
    WordsExport.run(new ExportOptions(all));
  }
}
