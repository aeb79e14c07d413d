package dev.isonomy.portraits.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isonomy.portraits.person.Rgb;
import org.junit.jupiter.api.Test;

class FilmTest {
  @Test
  void srgbColoursSurviveTheFilm() {
    int[] colours = {0x000000, 0xFFFFFF, 0x336699, 0x86553A, 0xFBDCC6};
    for (int colour : colours) {
      Film film = new Film(1, 1, Rgb.srgb(colour));
      film.finishPixel(0, 0);
      byte[] rgb = film.develop().rgb();
      int seen = ((rgb[0] & 255) << 16) | ((rgb[1] & 255) << 8) | (rgb[2] & 255);
      assertThat(seen).isEqualTo(colour);
    }
  }
}
