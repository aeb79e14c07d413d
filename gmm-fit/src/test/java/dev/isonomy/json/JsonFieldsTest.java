package dev.isonomy.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isonomy.error.UserException;
import java.util.LinkedHashMap;
import java.util.Map;
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
  void everyReaderNamesAKeyThatIsMissing() {
    JsonFields empty = JsonFields.parse("{\"inner\": {}}", "f.json").object("inner");
    Map<String, Runnable> readers = new LinkedHashMap<>();
    readers.put("must be an object", () -> empty.object("key"));
    readers.put("must be a list", () -> empty.objects("key"));
    readers.put("must be a string", () -> empty.name("key"));
    readers.put("must be an integer", () -> empty.whole("key", Long.MIN_VALUE));
    readers.put("must be an integer of at least 3", () -> empty.integer("key", 3));
    readers.put("must be a number between 0.0 and 1.0", () -> empty.number("key", 0, 1));

    readers.forEach(
        (allowed, read) ->
            assertRefused(read, "f.json: inner.key " + allowed + " but was missing"));
    assertRefused(() -> empty.texts("key"), "f.json: inner.key must be a list but was missing");
    assertRefused(() -> empty.integers("key"), "f.json: inner.key must be a list but was missing");
    assertRefused(
        () -> empty.oneOf("key", "a"), "f.json: inner.key must be a string but was missing");
    assertRefused(
        () -> empty.sparse("key", 3, 1), "f.json: inner.key must be an object but was missing");
    assertThat(empty.textOr("key", "x")).isEqualTo("x");
    assertThat(empty.flagOr("key", true)).isTrue();
  }

  @Test
  void everyReaderRefusesAnotherType() {
    assertRefused(() -> FIELDS.object("text"), "f.json: text must be an object but was \"a\"");
    assertRefused(
        () -> FIELDS.array("sparse"), "f.json: sparse must be a list but was {\"0\":1,\"2\":0.25}");
    assertRefused(
        () -> FIELDS.texts("numbers"), "f.json: numbers must be a list of strings but was [3,-4]");
    assertRefused(() -> FIELDS.name("whole"), "f.json: whole must be a string but was 7");
    assertRefused(
        () -> FIELDS.integer("text", 0),
        "f.json: text must be an integer of at least 0 but was \"a\"");
    assertRefused(
        () -> FIELDS.number("flag", 0, 1),
        "f.json: flag must be a number between 0.0 and 1.0 but was true");
    assertRefused(() -> FIELDS.numberOr("text", 1), "f.json: text must be a number but was \"a\"");
    assertRefused(
        () -> FIELDS.flagOr("whole", true), "f.json: whole must be true or false but was 7");
    assertRefused(
        () -> FIELDS.sparse("objects", 3, 1),
        "f.json: objects must be an object but was [{\"n\":1},{\"n\":\"two\"}]");
    assertRefused(
        () -> FIELDS.sparse("sparse", 3, 0.5),
        "f.json: sparse.0 must be a number between 0.0 and 0.5 but was 1");
  }

  @Test
  void boundsAreAllowedAndTheNumbersBesideThemAreNot() {
    assertThat(FIELDS.integer("whole", 7)).isEqualTo(7);
    assertRefused(
        () -> FIELDS.integer("whole", 8),
        "f.json: whole must be an integer of at least 8 but was 7");
    JsonFields edges =
        JsonFields.parse("{\"most\": 2147483647, \"more\": 2147483648, \"point\": 2.0}", "f.json");
    assertThat(edges.integer("most", 0)).isEqualTo(Integer.MAX_VALUE);
    assertThat(edges.integer("point", 0)).as("a whole number, however it is written").isEqualTo(2);
    assertRefused(
        () -> edges.integer("more", 0),
        "f.json: more must be an integer of at least 0 but was 2147483648");
    assertThat(edges.whole("more", 0)).isEqualTo(2147483648L);
  }

  @Test
  void theFormatAndStrangersAreChecked() {
    JsonFields fields = JsonFields.parse("{\"formatVersion\": 3, \"extra\": 1}", "f.json");

    fields.requireFormat(3);
    fields.onlyKeys(Set.of("formatVersion", "extra", "absent"));
    assertRefused(() -> fields.requireFormat(2), "f.json: formatVersion must be 2 but was 3");
    assertRefused(
        () -> fields.onlyKeys(Set.of("kind", "formatVersion")),
        "f.json: extra is not known; known are [formatVersion, kind]");
  }

  @Test
  void whatAReaderOfStringsComplainsOfFollowsTheFile() {
    JsonFields inner = JsonFields.parse("{\"in\": {\"kind\": \"z\"}}", "f.json").object("in");

    assertThat(inner.<Integer>mapped("kind", String::length)).isEqualTo(1);
    assertRefused(
        () ->
            inner.mapped(
                "kind",
                text -> {
                  throw new UserException("kind must be a or b but was " + text);
                }),
        "f.json: in.kind must be a or b but was z");
  }

  @Test
  void textThatIsNoObjectIsRefusedByItsFile() {
    for (String text : new String[] {"", "null", "[]", "7"}) {
      assertRefused(() -> JsonFields.parse(text, "f.json"), "f.json must hold a JSON object");
    }
    for (String text : new String[] {"{\"a\": 1} x", "{\"a\"", "{} {}"}) {
      assertThatThrownBy(() -> JsonFields.parse(text, "f.json"))
          .isInstanceOf(UserException.class)
          .hasMessageStartingWith("f.json is not valid JSON: ")
          .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    }
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
