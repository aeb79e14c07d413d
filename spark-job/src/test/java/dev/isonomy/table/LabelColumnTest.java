package dev.isonomy.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isonomy.attribute.Attribute;
import dev.isonomy.error.UserException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What single values of a label column mean; {@code LabelColumnsTest} reads whole tables. */
class LabelColumnTest {
  private static final Attribute SHAPE = new Attribute("shape", List.of("round", "square"));

  /** The table numbers the classes the other way round. */
  private static final LabelColumn NUMBERED = new LabelColumn(SHAPE, List.of("square", "round"));

  private static final LabelColumn NAMED = new LabelColumn(SHAPE, List.of());

  @Test
  void numbersAreThoseOfTheTableAndNamesThoseOfTheAttribute() {
    for (Object zero :
        new Object[] {0, 0L, 0.0, 0f, new BigDecimal("0.00"), "0", "0.0", " 0 ", false}) {
      assertThat(NUMBERED.classOf(zero)).as("%s", zero).isEqualTo(SHAPE.classOf("square"));
    }
    for (Object one : new Object[] {1, 1L, 1.0, 1f, new BigDecimal("1.00"), "1", "1e0", true}) {
      assertThat(NUMBERED.classOf(one)).as("%s", one).isEqualTo(SHAPE.classOf("round"));
    }
    assertThat(NUMBERED.classOf("square")).isEqualTo(1);
    assertThat(NUMBERED.classOf("round".getBytes(StandardCharsets.UTF_8))).isZero();
  }

  @Test
  void missingLabelsAreMissingInEverySpelling() {
    for (Object missing :
        new Object[] {
          null,
          Double.NaN,
          Float.NaN,
          -1,
          -1L,
          -1.0,
          new BigDecimal("-1.0"),
          "-1",
          "NaN",
          "nan",
          "None"
        }) {
      assertThat(NUMBERED.classOf(missing)).as("%s", missing).isEqualTo(LabelColumn.MISSING);
      assertThat(NAMED.classOf(missing)).as("%s", missing).isEqualTo(LabelColumn.MISSING);
    }
  }

  @Test
  void aClassThatIsCalledLikeAMissingLabelIsAClass() {
    LabelColumn column = new LabelColumn(new Attribute("hat", List.of("None", "cap")), List.of());

    assertThat(column.classOf("None")).isZero();
    assertThat(column.classOf("NaN")).isEqualTo(LabelColumn.MISSING);
  }

  @Test
  void aNumberIsNoNameWhereTheTableNamesNumbers() {
    LabelColumn column =
        new LabelColumn(new Attribute("digit", List.of("0", "1")), List.of("1", "0"));

    assertThat(column.classOf(1)).as("the table's class 1 is '0'").isZero();
    assertThat(column.classOf("1")).as("the text is the name").isEqualTo(1);
    assertThat(column.classOf(0)).isEqualTo(1);
    assertThat(column.classOf("0")).isZero();
  }

  @Test
  void spellingsOfUnicodeAreOneName() {
    LabelColumn column =
        new LabelColumn(new Attribute("place", List.of("caf\u00e9", "bar")), List.of());

    assertThat(column.classOf("cafe\u0301")).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2",
        "1.9",
        "-2",
        "Round",
        "",
        "1e2147483647",
        "1e999999999",
        "1e-999999999",
        "-1e999999999",
        "99999999999999999999",
        "Infinity",
        "0x1"
      })
  void whatIsNoClassIsNamedHoweverLargeItsNumberIs(String value) {
    assertThatThrownBy(() -> NUMBERED.classOf(value))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith(
            "column shape must hold round, square or a number from 0 to 1 for square, round but"
                + " holds "
                + (value.isEmpty() ? "an empty text" : value));
  }

  @Test
  void theNumberOfAClassThatTheAttributeLacksIsNamedWithItsName() {
    LabelColumn column = new LabelColumn(SHAPE, List.of("round", "oval"));

    assertThatThrownBy(() -> column.classOf(1)).hasMessageEndingWith("but holds 1 (oval)");
  }

  @Test
  void zerosOfAnySizeAreZero() {
    assertThat(LabelColumn.text(new BigDecimal("0E-60"))).isEqualTo("0");
    assertThat(LabelColumn.text(-0.0)).isEqualTo("0");
    assertThat(LabelColumn.text(1e30)).isEqualTo("1000000000000000000000000000000");
    assertThat(LabelColumn.text(1e-300)).isEqualTo("1.0E-300");
    assertThat(LabelColumn.text(new byte[] {(byte) 0xff, (byte) 0xfe})).isEqualTo("0xfffe");
  }
}
