package dev.isonomy.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isonomy.error.UserException;
import java.util.Set;
import org.junit.jupiter.api.Test;

class JsonFieldsTest {
  private static final JsonFields FIELDS =
      JsonFields.parse(
          """
          {"text": "a", "blank": " ", "whole": 7, "large": 9007199254740993, "half": 0.5,
           "nothing": null, "list": ["x", ""], "objects": [{"n": 1}, {"n": "two"}],
           "sparse": {"0": 1, "2": 0.25}, "strange": {"3": 1}, "signed": {"-1": 1},
           "padded": {"01": 1}, "flag": true, "numbers": [3, -4], "halves": [1, 0.5], "huge": 1e999}
          """,
          "f.json");

  @Test
  void whatFitsIsRead() {
    assertThat(FIELDS.text("text")).isEqualTo("a");
    assertThat(FIELDS.name("blank")).isEqualTo(" ");
    assertThat(FIELDS.integer("whole", 7)).isEqualTo(7);
    assertThat(FIELDS.whole("large", 0)).as("no bit is lost").isEqualTo(9007199254740993L);
    assertThat(FIELDS.number("half", 0, 0.5)).isEqualTo(0.5);
    assertThat(FIELDS.has("nothing")).isFalse();
    assertThat(FIELDS.numberOr("nothing", 3)).isEqualTo(3);
    assertThat(FIELDS.integers("numbers")).containsExactly(3, -4);
    assertThat(FIELDS.texts("list")).containsExactly("x", "");
    assertThat(FIELDS.objects("objects").get(0).integer("n", 0)).isEqualTo(1);
    assertThat(FIELDS.sparse("sparse", 4, 1)).containsExactly(1, 0, 0.25, 0);
    assertThat(FIELDS.flagOr("flag", false)).isTrue();
  }

  @Test
  void whatDoesNotIsNamedWithWhatIsAllowed() {
    assertRefused(() -> FIELDS.text("blank"), "f.json: blank must be a string but was \" \"");
    assertRefused(() -> FIELDS.text("nothing"), "f.json: nothing must be a string but was missing");
    assertRefused(
        () -> FIELDS.integer("large", 0),
        "f.json: large must be an integer of at least 0 but was 9007199254740993");
    assertRefused(
        () -> FIELDS.whole("half", 0), "f.json: half must be an integer of at least 0 but was 0.5");
    assertRefused(
        () -> FIELDS.number("huge", 0, Double.POSITIVE_INFINITY),
        "f.json: huge must be a finite number of at least 0.0 but was 1e999");
    assertRefused(
        () -> FIELDS.number("half", 0.6, 1),
        "f.json: half must be a number between 0.6 and 1.0 but was 0.5");
    assertRefused(
        () -> FIELDS.objects("objects").get(1).integer("n", 0),
        "f.json: objects[1].n must be an integer of at least 0 but was \"two\"");
    assertRefused(() -> FIELDS.objects("list"), "f.json: list[0] must be an object but was \"x\"");
    assertRefused(
        () -> FIELDS.sparse("strange", 3, 1),
        "f.json: strange.3 must be an index below 3 but was '3'");
    for (String key : Set.of("signed", "padded")) {
      assertThatThrownBy(() -> FIELDS.sparse(key, 3, 1))
          .isInstanceOf(UserException.class)
          .hasMessageContaining("must be an index below 3");
    }
    assertThatThrownBy(() -> FIELDS.integers("halves"))
        .hasMessageStartingWith("f.json: halves[1] must be an integer");
    assertRefused(() -> FIELDS.oneOf("text", "b", "c"), "f.json: text must be b or c but was 'a'");
  }

  @Test
  void aLongValueIsCutInTheMessage() {
    JsonFields fields = JsonFields.parse("{\"key\": \"" + "x".repeat(5_000) + "\"}", "f.json");

    assertThatThrownBy(() -> fields.integer("key", 0))
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(300).endsWith("..."));
  }

  private static void assertRefused(Runnable read, String message) {
    assertThatThrownBy(read::run).isInstanceOf(UserException.class).hasMessage(message);
  }
}
