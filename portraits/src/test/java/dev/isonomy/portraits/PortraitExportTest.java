package dev.isonomy.portraits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isonomy.portraits.person.Portrait;
import dev.isonomy.portraits.person.PortraitSampler;
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

class PortraitExportTest {
  private static final int IMAGE = 64 * 64 * 3;

  @TempDir Path directory;

  @Test
  void filesHoldTheStreamFromItsFirstIndex() throws IOException {
    export("--count", "5", "--seed", "9", "--first", "100");
    byte[] images = Files.readAllBytes(directory.resolve("images.u8"));
    List<String> labels = Files.readAllLines(directory.resolve("labels.csv"));
    assertThat(images).hasSize(5 * IMAGE);
    assertThat(labels).hasSize(6);
    assertThat(labels.get(0)).isEqualTo("index,gender,age,skin,hair_colour,glasses");
    Portrait portrait = PortraitSampler.natural(9).sample(103);
    assertThat(Arrays.copyOfRange(images, 3 * IMAGE, 4 * IMAGE))
        .isEqualTo(new PortraitRenderer().render(portrait).rgb());
    assertThat(labels.get(4))
        .isEqualTo(
            "103,%d,%d,%d,%d,%d",
            portrait.cell().gender().ordinal(),
            portrait.cell().age().ordinal(),
            portrait.cell().skin().ordinal(),
            portrait.hair().colour().ordinal(),
            portrait.glasses().label());
  }

  @Test
  void partsJoinToTheWhole() throws IOException {
    export("--count", "4", "--distribution", "balanced");
    byte[] whole = Files.readAllBytes(directory.resolve("images.u8"));
    export("--count", "2", "--distribution", "balanced", "--first", "2");
    assertThat(Files.readAllBytes(directory.resolve("images.u8")))
        .isEqualTo(Arrays.copyOfRange(whole, 2 * IMAGE, 4 * IMAGE));
  }

  @Test
  void sheetShowsEveryCell() throws IOException {
    Path file = directory.resolve("sheet.png");
    PortraitExport.run(
        new ExportOptions("--sheet", file.toString(), "--size", "16", "--scale", "1"));
    BufferedImage sheet = ImageIO.read(file.toFile());
    assertThat(sheet.getWidth()).isEqualTo(16 * 16);
    assertThat(sheet.getHeight()).isEqualTo(9 * 16);
  }

  @Test
  void mistakesInTheOptionsAreNamed() {
    assertMistake("--count must be given");
    assertMistake("--count must be an integer but was x", "--count", "x");
    assertMistake("--count must be in [1, 2147483647] but was 0", "--count", "0");
    assertMistake(
        "--distribution must be natural or balanced but was flat",
        "--count",
        "1",
        "--distribution",
        "flat");
    assertThatThrownBy(() -> new ExportOptions("--seed"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("--seed must be followed by a value");
    assertThatThrownBy(() -> new ExportOptions("--sed", "1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("option must be one of [--count, ")
        .hasMessageEndingWith("but was --sed");
  }

  private void assertMistake(String message, String... args) {
    assertThatThrownBy(() -> export(args))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
    assertThat(directory.resolve("images.u8")).doesNotExist();
  }

  private void export(String... args) throws IOException {
    String[] all = Arrays.copyOf(args, args.length + 2);
    all[args.length] = "--out";
    all[args.length + 1] = directory.toString();
    PortraitExport.run(new ExportOptions(all));
  }
}
