package dev.isonomy.attribute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonParser;
import dev.isonomy.error.UserException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AttributeSpaceTest {
  static final AttributeSpace PORTRAITS =
      AttributeSpace.of(
          new Attribute("gender", List.of("feminine", "masculine")),
          new Attribute("age", List.of("young", "middle-aged", "senior")),
          new Attribute("skin", List.of("light", "medium", "dark")));

  @Test
  void cells_are_numbered_with_the_first_attribute_slowest() {
    assertThat(PORTRAITS.cellCount()).isEqualTo(18);
    assertThat(PORTRAITS.cell(0, 0, 1)).isEqualTo(1);
    assertThat(PORTRAITS.cell(1, 2, 2)).isEqualTo(17);
    assertThat(PORTRAITS.cellName(10)).isEqualTo("masculine.young.medium");
  }

  @Test
  void names_and_classes_lead_back_to_the_cell() {
    for (int c = 0; c < 18; c++) {
      assertThat(PORTRAITS.cell(PORTRAITS.classesOf(c))).isEqualTo(c);
      assertThat(PORTRAITS.cellOfName(PORTRAITS.cellName(c))).isEqualTo(c);
    }
  }

  @Test
  void json_is_readable_and_comes_back() {
    AttributeSpace space =
        AttributeSpace.of(new Attribute("gender", List.of("feminine", "masculine")));

    assertThat(space.toJson())
        .hasToString("[{\"name\":\"gender\",\"classes\":[\"feminine\",\"masculine\"]}]");
    assertThat(AttributeSpace.fromJson(PORTRAITS.toJson())).isEqualTo(PORTRAITS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[{}]",
        "[1]",
        "[null]",
        "[{\"name\": null, \"classes\": [\"a\", \"b\"]}]",
        "[{\"name\": {}, \"classes\": [\"a\", \"b\"]}]",
        "[{\"name\": \"tone\", \"classes\": \"dark\"}]",
        "[{\"name\": \"tone\", \"classes\": [{}, \"b\"]}]",
        "[{\"name\": \"tone\", \"classes\": [null, \"b\"]}]"
      })
  void json_of_another_form_is_a_mistake_of_its_writer(String json) {
    assertThatThrownBy(() -> AttributeSpace.fromJson(JsonParser.parseString(json).getAsJsonArray()))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("attributes must be a list of objects with 'name' and 'classes'");
  }

  @Test
  void mistakes_are_named() {
    assertThatThrownBy(() -> PORTRAITS.cellOfName("feminine.old.light"))
        .isInstanceOf(UserException.class)
        .hasMessage("attribute age has no class old; its classes are [young, middle-aged, senior]");
    assertThatThrownBy(() -> PORTRAITS.cellOfName("feminine"))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("must name one class of each of [gender, age, skin]");
    assertThatThrownBy(() -> new Attribute("age", List.of("young")))
        .hasMessage("attribute age must have at least 2 classes but has 1");
    assertThatThrownBy(() -> new Attribute("age", List.of("young", "young")))
        .hasMessage("attribute age names the class young twice");
    assertThatThrownBy(() -> new AttributeSpace(List.of())).isInstanceOf(UserException.class);
    assertThatThrownBy(() -> PORTRAITS.cell(2, 0, 0))
        .hasMessage("class of gender must be in [0, 2) but was 2");
  }
}
