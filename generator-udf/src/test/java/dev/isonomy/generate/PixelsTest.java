package dev.isonomy.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.isonomy.attribute.Attribute;
import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.model.PixelFormat;
import dev.isonomy.model.PixelShape;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PixelsTest {
  private static final PixelShape SHAPE = PixelShape.rgb(1, 2);

  @Test
  void roundsAndLimitsAndMovesChannelsLast() {
    float[] image = {-1, 1, 0, -2, 3, 0.5f};
    assertThat(Pixels.quantize(image, 1, SHAPE))
        .containsExactly((byte) 0, (byte) 128, (byte) 255, (byte) 255, (byte) 0, (byte) 191);
  }

  @Test
  void everyByteSurvivesTheRoundTrip() {
    PixelShape shape = PixelShape.rgb(16, 16);
    byte[] bytes = new byte[shape.bytes(1)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) i;
    }
    assertThat(Pixels.quantize(Pixels.toNumbers(bytes, 1, shape), 1, shape)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @EnumSource(PixelFormat.class)
  void everyNumberOfEveryFormatSurvivesTheRoundTrip(PixelFormat format) {
    PixelShape shape = new PixelShape(format, 128, 1024);
    byte[] bytes = new byte[shape.bytes(1)];
    for (int i = 0; i < bytes.length; i++) {
      // Of two bytes the low one first: every number of 16 bits is there.
      bytes[i] = (byte) (format.bits() == 16 && i % 2 == 1 ? i >> 9 : i / format.bytes());
    }
    float[] numbers = Pixels.toNumbers(bytes, 1, shape);
    assertThat(numbers).hasSize(format.channels() * 128 * 1024).contains(-1f, 1f);
    assertThat(Pixels.quantize(numbers, 1, shape)).isEqualTo(bytes);
  }

  @Test
  void greyOfSixteenBitsIsRoundedToTheNearestOf65536WithTheLowByteFirst() {
    PixelShape shape = new PixelShape(PixelFormat.GREY_16, 1, 5);
    float[] image = {-1, 0, 1, -3, 0.1f};
    assertThat(Pixels.quantize(image, 1, shape))
        .containsExactly(0, 0, 0, 0x80, 0xFF, 0xFF, 0, 0, 36044 & 0xFF, 36044 >> 8);
    assertThat(Pixels.toNumbers(new byte[] {0x34, 0x12}, 1, new PixelShape(shape.format(), 1, 1)))
        .containsExactly(0x1234 / 32767.5f - 1);
  }

  @Test
  void channelsOfAPixelStandTogetherAndRowsAreAsLongAsTheImageIsWide() {
    PixelShape shape = new PixelShape(PixelFormat.RGBA, 1, 2);
    float[] planes = {-1, 1, -1, 1, -1, 1, 1, -1}; // black and solid, white and clear
    assertThat(Pixels.quantize(planes, 1, shape)).containsExactly(0, 0, 0, 255, 255, 255, 255, 0);
  }

  /** Numbers of hashlib over what Pillow's tobytes gives of such images. */
  @ParameterizedTest
  @CsvSource({
    "GREY, 9e347c96ed3202b6a3a81674033e034f0045e6509fda6c62ec747ed2fb7dab08",
    "GREY_16, 18e27969919b5b5d4e8762745fb32e3595b3d83afc036496000a4956a1551931",
    "RGBA, 60d99f7c338559303f7fe46d3fdc20eddf81a0d4fd14dc8b98e77611693fc114",
  })
  void theIdentityNamesTheMode(PixelFormat format, String expected) {
    byte[] bytes = {0, (byte) 128, (byte) 255, 7, 9, 11, 13, (byte) 200};
    int width = bytes.length / format.bytes();
    assertThat(Pixels.sha256(bytes, new PixelShape(format, 1, width))).isEqualTo(expected);
  }

  @Test
  void imagesThatNoArrayHoldsAreRefusedByName() {
    PixelShape shape = PixelShape.rgb(1024, 1024);
    assertThatThrownBy(() -> shape.bytes(700))
        .hasMessage("700 images of 1024x1024 RGB do not fit into one array: take smaller batches");
  }

  /** Numbers of hashlib: sha256(b"RGB 2 1\n" + bytes([0, 128, 255, 255, 0, 191])). */
  @Test
  void theIdentityOfPixelsIsTheirShapeModeAndBytes() {
    byte[] rgb = {0, (byte) 128, (byte) 255, (byte) 255, 0, (byte) 191};

    assertThat(Pixels.sha256(rgb, SHAPE))
        .isEqualTo("fea899031672508cf07404fb165852efe5fb882ef2db92cf5ebfbe84e4fd85b5");
    assertThat(Pixels.sha256(rgb, PixelShape.rgb(2, 1)))
        .as("another shape is another image")
        .isEqualTo("ad54015dddfe970b9d7d927ebfb3a051d257cf44ab549783145bbd2e55cc9fed");
    assertThatThrownBy(() -> Pixels.sha256(rgb, PixelShape.rgb(2, 2)))
        .hasMessage("images of 2x2 RGB need 12 bytes for a count of 1 but there are 6");
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
