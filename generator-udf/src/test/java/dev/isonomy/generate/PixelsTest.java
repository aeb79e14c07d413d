package dev.isonomy.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.isonomy.attribute.Attribute;
import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.model.ImageShape;
import java.util.List;
import org.junit.jupiter.api.Test;

class PixelsTest {
  private static final ImageShape SHAPE = new ImageShape(3, 1, 2);

  @Test
  void roundsAndLimitsAndMovesChannelsLast() {
    float[] image = {-1, 1, 0, -2, 3, 0.5f};
    assertThat(Pixels.quantize(image, 1, SHAPE))
        .containsExactly((byte) 0, (byte) 128, (byte) 255, (byte) 255, (byte) 0, (byte) 191);
  }

  @Test
  void everyByteSurvivesTheRoundTrip() {
    ImageShape shape = new ImageShape(3, 16, 16);
    byte[] bytes = new byte[shape.size()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) i;
    }
    assertThat(Pixels.quantize(Pixels.toNumbers(bytes, 1, shape), 1, shape)).isEqualTo(bytes);
  }

  /** Numbers of hashlib: sha256(b"RGB 2 1\n" + bytes([0, 128, 255, 255, 0, 191])). */
  @Test
  void theIdentityOfPixelsIsTheirShapeModeAndBytes() {
    byte[] rgb = {0, (byte) 128, (byte) 255, (byte) 255, 0, (byte) 191};

    assertThat(Pixels.sha256(rgb, 1, 2))
        .isEqualTo("fea899031672508cf07404fb165852efe5fb882ef2db92cf5ebfbe84e4fd85b5");
    assertThat(Pixels.sha256(rgb, 2, 1))
        .as("another shape is another image")
        .isEqualTo("ad54015dddfe970b9d7d927ebfb3a051d257cf44ab549783145bbd2e55cc9fed");
    assertThatThrownBy(() -> Pixels.sha256(rgb, 2, 2))
        .hasMessage("2 x 2 pixels of red, green and blue need 12 bytes but there are 6");
  }

  @Test
  void labelTakesTheLargestLogitOfEachAttributeAndMultipliesProbabilities() {
    AttributeSpace space =
        new AttributeSpace(
            List.of(
                new Attribute("a", List.of("x", "y")), new Attribute("b", List.of("p", "q", "r"))));
    float[] logits = {0, 0, 0, 0, 0, -1, 1, 0, 2, 2};
    Label tied = Label.read(space, logits, 0);
    assertThat(tied.classes()).containsExactly(0, 0);
    assertThat(tied.confidence()).isCloseTo(1 / 6.0, within(1e-12));
    Label clear = Label.read(space, logits, 1);
    assertThat(clear.classes()).containsExactly(1, 1);
    assertThat(clear.cell()).isEqualTo(4);
    assertThat(clear.confidence())
        .isCloseTo(1 / (1 + Math.exp(-2)) * 1 / (2 + Math.exp(-2)), within(1e-9));
  }
}
