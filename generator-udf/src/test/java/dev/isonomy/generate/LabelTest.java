package dev.isonomy.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.isonomy.attribute.Attribute;
import dev.isonomy.attribute.AttributeSpace;
import java.util.List;
import org.junit.jupiter.api.Test;

class LabelTest {
  private static final AttributeSpace SPACE =
      AttributeSpace.of(
          new Attribute("tone", List.of("dark", "light")),
          new Attribute("hue", List.of("low", "middle", "high")));

  @Test
  void everyAttributeTakesItsLargestLogitAndTheRowIsTheImages() {
    float[] logits = {
      1, 0, 0, 0, 5, //
      -2, 3, 0.5f, 2, 1
    };

    assertThat(Label.read(SPACE, logits, 0).classes()).containsExactly(0, 2);
    assertThat(Label.read(SPACE, logits, 1).classes()).containsExactly(1, 1);
    assertThat(Label.read(SPACE, logits, 1).cell()).isEqualTo(SPACE.cell(1, 1));
  }

  /** Softmax of (ln 3, 0) is (3/4, 1/4), of (ln 2, 0, 0) it is (1/2, 1/4, 1/4). */
  @Test
  void confidenceIsTheProductOfTheSoftmaxProbabilities() {
    float[] logits = {(float) Math.log(3), 0, 0, (float) Math.log(2), 0};

    Label label = Label.read(SPACE, logits, 0);

    assertThat(label.confidence()).isCloseTo(0.75 * 0.5, within(1e-7));
  }

  @Test
  void largeLogitsDoNotOverflow() {
    float[] logits = {3e38f, -3e38f, 1e30f, 1e30f, -1e30f};

    Label label = Label.read(SPACE, logits, 0);

    assertThat(label.classes()).as("the first of equal ones").containsExactly(0, 0);
    assertThat(label.confidence()).isCloseTo(0.5, within(1e-12));
  }
}
