package dev.isonomy.association;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.isonomy.attribute.Attribute;
import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.error.UserException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AssociationCountsTest {
  private static final AttributeSpace TWO =
      AttributeSpace.of(new Attribute("gender", List.of("feminine", "masculine")));

  private static final AssociationCounts COUNTS =
      new AssociationCounts(TWO, 5, new double[][] {{10, 2, 0}, {0, 8, 0}}, 3, Optional.empty())
          .withPilot(new double[][] {{4, 0, 0}, {1, 6, 0}});

  @Test
  void the_association_is_that_of_labels_refined_by_the_pilot() {
    CellAssociation labels =
        CellAssociation.estimate(TWO, new double[][] {{10, 2, 0}, {0, 8, 0}}, 5);

    assertThat(COUNTS.fromLabels()).isEqualTo(labels);
    assertThat(COUNTS.association())
        .isEqualTo(labels.refine(new double[][] {{4, 0, 0}, {1, 6, 0}}, 3));
  }

  @Test
  void json_holds_what_was_counted_and_comes_back_equal() {
    JsonObject json = COUNTS.toJson();

    assertThat(json.getAsJsonObject("labels"))
        .isEqualTo(
            JsonParser.parseString(
                "{\"feminine\": {\"0\": 10.0, \"1\": 2.0}, \"masculine\": {\"1\": 8.0}}"));
    assertThat(
            AssociationCounts.fromJson(JsonParser.parseString(json.toString()).getAsJsonObject()))
        .isEqualTo(COUNTS);
  }

  @Test
  void a_row_s_share_of_a_far_component_is_none() {
    AssociationCounts counts =
        new AssociationCounts(TWO, 1, new double[][] {{0.9, 1e-30}, {0, 1}}, 1, Optional.empty());

    assertThat(counts.labels()[0]).containsExactly(0.9, 0);
  }

  @Test
  void the_file_of_a_thousand_cells_grows_with_its_labels_alone() {
    AttributeSpace thousand =
        AttributeSpace.of(attribute("hundreds"), attribute("tens"), attribute("ones"));
    double[][] labels = new double[1_000][2_000];
    for (int cell = 0; cell < labels.length; cell++) {
      for (int k = 0; k < labels[cell].length; k++) {
        labels[cell][k] = Math.exp(-Math.abs(k - (2 * cell)) * 4.0); // near in a few, far in most
      }
    }

    AssociationCounts counts =
        new AssociationCounts(thousand, 1, labels, 1, Optional.empty()).withPilot(labels);

    assertThat(counts.toJson().toString().length()).isLessThan(2_000_000);
    assertThat(AssociationCounts.fromJson(counts.toJson())).isEqualTo(counts);
  }

  private static Attribute attribute(String name) {
    return new Attribute(name, IntStream.range(0, 10).mapToObj(i -> name + i).toList());
  }

  @Test
  void another_object_is_refused() {
    assertThatThrownBy(() -> AssociationCounts.fromJson(new JsonObject()))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("not an association");
    JsonObject newer = COUNTS.toJson();
    newer.addProperty("formatVersion", 3);
    assertThatThrownBy(() -> AssociationCounts.fromJson(newer))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("formatVersion 2 but has 3");
  }
}
