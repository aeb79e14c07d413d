package dev.isonomy.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.isonomy.generate.Pixels;
import dev.isonomy.model.PixelFormat;
import dev.isonomy.model.PixelShape;
import dev.isonomy.source.ImageReader;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** For models that are not RGB, every image is what Pillow converts it to, to the last bit. */
class ImageModesTest {
  private static final JsonObject MODES = Corpus.modes();

  static List<Corpus.Entry> entries() {
    return Corpus.entries();
  }

  @ParameterizedTest
  @MethodSource("entries")
  void anImageIsWhatPillowConvertsItTo(Corpus.Entry entry) throws IOException {
    JsonObject modes = MODES.getAsJsonObject(entry.file());
    for (String mode : modes.keySet()) {
      PixelFormat format =
          Arrays.stream(PixelFormat.values())
              .filter(each -> each.mode().equals(mode))
              .findFirst()
              .orElseThrow();
      PixelShape shape = new PixelShape(format, entry.height(), entry.width());
      byte[] pixels = new ImageReader(shape).read(entry.encoded());
      assertThat(Pixels.sha256(pixels, shape)).as(mode).isEqualTo(modes.get(mode).getAsString());
    }
  }
}
