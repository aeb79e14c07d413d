package dev.isonomy.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isonomy.attribute.Attribute;
import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.generate.Pixels;
import dev.isonomy.model.PixelShape;
import dev.isonomy.model.Sha256;
import dev.isonomy.plan.ComponentWeights;
import dev.isonomy.plan.Drawing;
import dev.isonomy.plan.Rejection;
import dev.isonomy.plan.ShortfallPolicy;
import dev.isonomy.plan.Start;
import dev.isonomy.plan.Thresholds;
import dev.isonomy.plan.Weighting;
import dev.isonomy.spark.task.ImageSchema;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A sound row, and each way in which one is not. */
class RowCheckTest {
  private static final AttributeSpace SPACE =
      AttributeSpace.of(
          new Attribute("tone", List.of("dark", "light")),
          new Attribute("hue", List.of("low", "high")));
  private static final StructType SCHEMA = ImageSchema.of(SPACE);
  private static final byte[] PNG = png(4, 3, 0x102030);

  /** Component 0 makes dark.low, component 1 what is light; nothing makes dark.high. */
  private static final Drawing CONDITIONAL =
      new Rejection(
          new Start.Code(),
          new double[][] {{1, 0}, {0, 0}, {0, 1}, {0.5, 0.5}},
          new double[] {0.5, 0, 0.5, 0.5},
          0,
          new Thresholds(0.5, 0, 50, ShortfallPolicy.FAIL));

  /** The same, by a labeler that abstains where it is less than 0.95 sure. */
  private static final Drawing ABSTAINING =
      new Rejection(
          new Start.Code(),
          new double[][] {{1, 0}, {0, 0}, {0, 1}, {0.5, 0.5}},
          new double[] {0.5, 0, 0.5, 0.5},
          0,
          new Thresholds(0.5, 0.95, 50, ShortfallPolicy.FAIL));

  @Test
  void aLabelThatTheLabelerIsTooUnsureOfIsNone() {
    Map<String, Object> values = sound();
    assertThat(problem(ABSTAINING, values))
        .isEqualTo(
            "row u000000-c02-d000001 has the label confidence 0.9, but the plan's abstainBelow is 0.95");
    values.put("label_confidence", 0.95);
    assertThat(problem(ABSTAINING, values)).isEmpty();
    values.put("label_confidence", null);
    assertThat(problem(ABSTAINING, values)).contains("has the label confidence null");
  }

  private static RowCheck check(Drawing drawing) {
    int[][] classes = new int[SPACE.cellCount()][];
    Arrays.setAll(classes, SPACE::classesOf);
    return new RowCheck(
        SPACE.cellNames(),
        0,
        List.of("tone", "hue"),
        classes,
        PixelShape.rgb(3, 4),
        "beef",
        7,
        drawing);
  }

  private static byte[] png(int width, int height, int rgb) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    image.setRGB(1, 1, rgb);
    return encoded(image, "png");
  }

  private static byte[] encoded(BufferedImage image, String format) {
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ImageIO.write(image, format, out);
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String pixels(int rgb) {
    byte[] bytes = new byte[4 * 3 * 3];
    int at = (1 * 4 + 1) * 3;
    bytes[at] = (byte) (rgb >> 16);
    bytes[at + 1] = (byte) (rgb >> 8);
    bytes[at + 2] = (byte) rgb;
    return Pixels.sha256(bytes, PixelShape.rgb(3, 4));
  }

  /** Values of a sound row of the cell light.low, by column. */
  private static Map<String, Object> sound() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("image", PNG);
    values.put("tone", 1L);
    values.put("hue", 0L);
    values.put("cell", "light.low");
    values.put("sample_id", "u000000-c02-d000001");
    values.put("unit", 0L);
    values.put("seed", 7L);
    values.put("component", 1L);
    values.put("component_purity", 0.5);
    values.put("latent_posterior", 0.5);
    values.put("label_confidence", 0.9);
    values.put("model_sha256", "beef");
    values.put("sampler", "ddim");
    values.put("steps", 20L);
    values.put("scheduler", "{}");
    values.put("pixels_sha256", pixels(0x102030));
    values.put("file_sha256", Sha256.of(PNG));
    return values;
  }

  private static Row row(Map<String, Object> values) {
    Object[] cells = new Object[SCHEMA.length()];
    for (int i = 0; i < cells.length; i++) {
      String name = SCHEMA.fieldNames()[i];
      cells[i] = values.get(name);
      if (name.equals("image") && cells[i] != null) {
        Object[] struct = {cells[i], "a.png"};
        cells[i] = new GenericRowWithSchema(struct, (StructType) SCHEMA.apply("image").dataType());
      }
    }
    return new GenericRowWithSchema(cells, SCHEMA);
  }

  private static String problem(Drawing drawing, Map<String, Object> values) {
    RowTally tally = check(drawing).add(RowTally.NONE, row(values));
    assertThat(tally.rows()).isEqualTo(1);
    assertThat(tally.problems()).isEqualTo(tally.first().isEmpty() ? 0 : 1);
    return tally.first();
  }

  private static String problem(String column, Object value) {
    Map<String, Object> values = sound();
    values.put(column, value);
    return problem(CONDITIONAL, values);
  }

  private static String problem(byte[] file) {
    Map<String, Object> values = sound();
    values.put("image", file);
    values.put("file_sha256", Sha256.of(file));
    return problem(CONDITIONAL, values);
  }

  @Test
  void aSoundRowHasNoProblem() {
    assertThat(problem(CONDITIONAL, sound())).isEmpty();
    assertThat(problem(png(4, 3, 0x102030))).as("another file of the same pixels").isEmpty();
  }

  @Test
  void aRowWithoutAImageIsNamed() {
    assertThat(problem("image", null)).isEqualTo("row u000000-c02-d000001 has no image");
    Map<String, Object> values = sound();
    Row row = row(values);
    Object[] cells = new Object[SCHEMA.length()];
    Arrays.setAll(cells, row::get);
    cells[0] =
        new GenericRowWithSchema(
            new Object[] {null, "a.png"}, (StructType) SCHEMA.apply("image").dataType());
    assertThat(check(CONDITIONAL).add(RowTally.NONE, new GenericRowWithSchema(cells, SCHEMA)))
        .isEqualTo(new RowTally(1, 1, "row u000000-c02-d000001 has no image"));
  }

  @Test
  void hashesOfFileAndPixelsAreCompared() {
    assertThat(problem("file_sha256", "0".repeat(64)))
        .startsWith("row u000000-c02-d000001 has an image whose file's SHA-256 is ")
        .endsWith("where file_sha256 says " + "0".repeat(64));
    assertThat(problem("file_sha256", null)).endsWith("where file_sha256 says null");
    assertThat(problem("pixels_sha256", pixels(0x102031)))
        .contains("has an image whose pixels' SHA-256 is " + pixels(0x102030));
    assertThat(problem("pixels_sha256", null)).endsWith("where pixels_sha256 says null");
    assertThat(problem(png(4, 3, 0x102031))).contains("pixels' SHA-256 is " + pixels(0x102031));
  }

  @Test
  void aImageOfAnotherSizeOrOfNoneIsNamed() {
    assertThat(problem(png(3, 4, 0x102030)))
        .endsWith("has an image of 3 x 4 pixels where the model makes 4 x 3");
    assertThat(problem(new byte[] {1, 2, 3})).contains("has an image that cannot be decoded: ");
    assertThat(problem(Arrays.copyOf(PNG, PNG.length - 20)))
        .contains("has an image that cannot be decoded: cut PNG");
  }

  @Test
  void anotherModelOrSeedIsNamed() {
    assertThat(problem("model_sha256", "cafe"))
        .endsWith("comes from the model cafe, not from beef");
    assertThat(problem("model_sha256", null)).endsWith("the model null, not from beef");
    assertThat(problem("seed", 8L)).endsWith("comes from the seed 8, not from 7");
    assertThat(problem("seed", null)).endsWith("comes from the seed null, not from 7");
  }

  @Test
  void labelsMustBeTheCells() {
    assertThat(problem("tone", 0L)).endsWith("has the label tone = 0, but its cell is light.low");
    assertThat(problem("hue", 1L)).endsWith("has the label hue = 1, but its cell is light.low");
    assertThat(problem("hue", null))
        .endsWith("has the label hue = null, but its cell is light.low");
    assertThat(problem("cell", "light.high")).contains("has the label hue = 0, but its cell is");
    assertThat(problem("cell", "grey.low")).endsWith("is of the unknown cell grey.low");
    assertThat(problem("cell", null)).endsWith("is of the unknown cell null");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 2, -1, Long.MIN_VALUE, (1L << 32) + 1, Long.MAX_VALUE})
  void aComponentThatThePlanDoesNotDrawForTheCellIsNamed(long component) {
    assertThat(problem("component", component))
        .endsWith(
            "comes from component %d, which the plan does not draw for the cell light.low"
                .formatted(component));
  }

  @Test
  void onlyUnaidedDrawsHaveNoComponent() {
    ComponentWeights weights =
        new ComponentWeights(new double[] {0, 1}, new double[] {0.25, 0.25, 0.25, 0.25}, 0);
    Weighting coded = new Weighting("prior", new Start.Code(), weights);
    Weighting unaided = new Weighting("prior", new Start.Noise(), weights);
    Map<String, Object> none = sound();
    none.put("component", null);

    assertThat(problem(CONDITIONAL, none)).contains("comes from component null");
    assertThat(problem(coded, none)).contains("comes from component null");
    assertThat(problem(unaided, none)).isEmpty();
    assertThat(problem(unaided, sound())).contains("comes from component 1, which");
    assertThat(problem(coded, sound())).isEmpty();
  }

  @Test
  void talliesOfPartsAddUpAndKeepTheFirstProblem() {
    RowTally wrong = new RowTally(3, 1, "row a");
    RowTally worse = new RowTally(5, 2, "row b");

    assertThat(RowTally.NONE.plus(wrong)).isEqualTo(wrong);
    assertThat(wrong.plus(RowTally.NONE)).isEqualTo(wrong);
    assertThat(wrong.plus(worse)).isEqualTo(new RowTally(8, 3, "row a"));
    assertThat(new RowTally(2, 0, "").plus(worse)).isEqualTo(new RowTally(7, 2, "row b"));
    RowCheck check = check(CONDITIONAL);
    Map<String, Object> other = sound();
    other.put("sample_id", "second");
    other.put("seed", 8L);
    RowTally two =
        check.add(check.add(check.add(RowTally.NONE, row(sound())), row(other)), row(other));
    assertThat(two.rows()).isEqualTo(3);
    assertThat(two.problems()).isEqualTo(2);
    assertThat(two.first()).startsWith("row second ");
  }
}
