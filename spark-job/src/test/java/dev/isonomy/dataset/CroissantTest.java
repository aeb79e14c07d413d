package dev.isonomy.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.isonomy.attribute.Attribute;
import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.spark.task.ImageSchema;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CroissantTest {
  private static final AttributeSpace SPACE =
      AttributeSpace.of(
          new Attribute("shape", List.of("round", "square")),
          new Attribute("colour", List.of("red", "blue")));

  private final JsonObject json =
      JsonParser.parseString(
              new Croissant(
                      SPACE,
                      1_200,
                      List.of("train", "test"),
                      "shapes 1",
                      "ab12",
                      "Apache-2.0",
                      false,
                      Making.EQUAL_QUOTAS)
                  .json())
          .getAsJsonObject();

  @Test
  void saysWhatItIsAndUnderWhichLicence() {
    assertThat(json.get("conformsTo").getAsString())
        .isEqualTo("http://mlcommons.org/croissant/1.1");
    assertThat(json.get("name").getAsString()).isEqualTo("balanced-shapes-1");
    assertThat(json.get("description").getAsString())
        .startsWith("1,200 synthetic images in 4 cells of shape, colour");
    assertThat(json.get("license").getAsString())
        .isEqualTo("https://spdx.org/licenses/Apache-2.0.html");
  }

  @Test
  void everyColumnIsAFieldAndLabelsReferToTheirClasses() {
    JsonObject images = json.getAsJsonArray("recordSet").get(1).getAsJsonObject();
    List<String> names =
        images.getAsJsonArray("field").asList().stream()
            .map(JsonElement::getAsJsonObject)
            .map(field -> field.get("name").getAsString())
            .toList();

    List<String> columns = new ArrayList<>(List.of(ImageSchema.of(SPACE).fieldNames()));
    columns.add(columns.indexOf("cell"), "split");
    assertThat(names).isEqualTo(columns);
    assertThat(images.getAsJsonArray("field").get(1).toString())
        .contains("\"references\":{\"field\":{\"@id\":\"shape-classes/label\"}}");
    assertThat(json.getAsJsonArray("recordSet").get(3).toString())
        .contains("{\"colour-classes/label\":1,\"colour-classes/name\":\"blue\"}");
  }

  @Test
  void splitsAreReadFromTheNamesOfTheFiles() {
    assertThat(json.getAsJsonArray("recordSet").get(0).toString())
        .contains("\"dataType\":\"cr:Split\"")
        .contains("[{\"splits/name\":\"train\"},{\"splits/name\":\"test\"}]");
    assertThat(json.getAsJsonArray("recordSet").get(1).toString())
        .contains("\"regex\":\"^.*/(train|test)-[^/]*\\\\.parquet$\"");
    assertThat(json.getAsJsonObject("prov:wasGeneratedBy").toString()).contains("ab12");
  }
}
