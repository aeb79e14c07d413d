package dev.isonomy.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isonomy.model.PixelShape;
import dev.isonomy.source.ImageReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kind of image is what Pillow shows of it. */
class ImageCorpusTest {
  private static final Path PAGE = Path.of("../docs/images.md");

  static List<Corpus.Entry> entries() {
    return Corpus.entries();
  }

  @ParameterizedTest
  @MethodSource("entries")
  void anImageIsWhatPillowShows(Corpus.Entry entry) throws IOException {
    assertThat(difference(entry)).isLessThanOrEqualTo(entry.kind().contains("JPEG") ? 2 : 1);
  }

  @ParameterizedTest
  @MethodSource("entries")
  void aNameOfTheCorpusHasASuffixOfTheListAndItsContentIsOfThatFormat(Corpus.Entry entry) {
    ImageFormat format = ImageFormat.of(Bytes.of(entry.encoded())).orElseThrow();
    assertThat(format.suffixes()).anyMatch(entry.file()::endsWith);
  }

  @Test
  void theTableOfTheDocumentationIsWhatIsMeasured() throws IOException {
    Map<String, int[]> kinds = new LinkedHashMap<>();
    for (Corpus.Entry entry : Corpus.entries()) {
      int[] row = kinds.computeIfAbsent(entry.kind(), unused -> new int[2]);
      row[0]++;
      row[1] = Math.max(row[1], difference(entry));
    }
    List<String> table = new ArrayList<>();
    kinds.forEach((kind, row) -> table.add("| %s | %d | %d |".formatted(kind, row[0], row[1])));
    String lines = String.join("\n", table);
    assertThat(Files.readString(PAGE))
        .as("the table that is measured is\n%s", lines)
        .contains(lines);
  }

  private static int difference(Corpus.Entry entry) throws IOException {
    byte[] rgb =
        new ImageReader(PixelShape.rgb(entry.height(), entry.width())).read(entry.encoded());
    assertThat(rgb).hasSameSizeAs(entry.rgb());
    int most = 0;
    for (int i = 0; i < rgb.length; i++) {
      most = Math.max(most, Math.abs((rgb[i] & 255) - (entry.rgb()[i] & 255)));
    }
    return most;
  }
}
