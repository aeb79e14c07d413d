package dev.isonomy.association;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.isonomy.attribute.Attribute;
import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.error.UserException;
import dev.isonomy.json.JsonFields;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AssociationCountsTest {
  private static final AttributeSpace TWO =
      AttributeSpace.of(new Attribute("gender", List.of("feminine", "masculine")));

  private static final AssociationCounts COUNTS =
      new AssociationCounts(TWO, 5, new double[][] {{10, 2, 0}, {0, 8, 0}}, 3, Optional.empty())
          .withPilot(PilotCounts.sure(new double[][] {{4, 0, 0}, {1, 6, 0}}));

  @Test
  void the_association_is_that_of_labels_refined_by_the_pilot() {
    CellAssociation labels =
        CellAssociation.estimate(TWO, new double[][] {{10, 2, 0}, {0, 8, 0}}, 5);

    assertThat(COUNTS.fromLabels()).isEqualTo(labels);
    assertThat(COUNTS.association())
        .isEqualTo(labels.refine(PilotCounts.sure(new double[][] {{4, 0, 0}, {1, 6, 0}}), 3));
  }

  @Test
  void json_holds_what_was_counted_and_comes_back_equal() {
    JsonObject json = COUNTS.toJson();

    assertThat(json.getAsJsonObject("labels"))
        .isEqualTo(
            JsonParser.parseString(
                "{\"feminine\": {\"0\": 10.0, \"1\": 2.0}, \"masculine\": {\"1\": 8.0}}"));
    assertThat(AssociationCounts.read(JsonFields.parse(json.toString(), "association.json")))
        .isEqualTo(COUNTS);
  }

  @Test
  void draws_on_which_the_labeler_abstained_are_of_no_cell_and_come_back_equal() {
    double[][] cells = {{4, 0, 0}, {1, 6, 0}};
    AssociationCounts counts = COUNTS.withPilot(new PilotCounts(cells, new double[] {5, 0, 2}));

    assertThat(AssociationCounts.read(fields(counts.toJson()))).isEqualTo(counts);
    // Five draws of no cell stand in the denominator, beside five with a cell and three by labels.
    double prior = COUNTS.fromLabels().p(0, 0);
    assertThat(counts.association().p(0, 0)).isEqualTo((4 + 3 * prior) / 13);
    assertThat(counts.association().labelled(0)).isCloseTo(8.0 / 13, within(1e-12));
    assertThat(counts.association().labelled(1)).isEqualTo(1);
    assertThat(counts.unknownShare(new double[] {1, 1, 2})).isEqualTo(0.5);
  }

  @Test
  void weights_of_components_that_nothing_was_counted_for_are_unknown() {
    assertThat(COUNTS.unknownShare(new double[] {1, 1, 2})).isEqualTo(0.5);
    assertThat(COUNTS.unknownShare(new double[] {1, 3, 0})).isZero();
    double[][] ofTheThird = {{0, 0, 0}, {0, 0, 1}};
    assertThat(COUNTS.withPilot(PilotCounts.sure(ofTheThird)).unknownShare(new double[] {1, 1, 2}))
        .isZero();
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

    AssociationCounts found = new AssociationCounts(thousand, 1, labels, 1, Optional.empty());
    AssociationCounts counts = found.withPilot(PilotCounts.sure(found.labels()));

    assertThat(counts.toJson().toString().length()).isLessThan(2_000_000);
    assertThat(AssociationCounts.read(fields(counts.toJson()))).isEqualTo(counts);
  }

  private static Attribute attribute(String name) {
    return new Attribute(name, IntStream.range(0, 10).mapToObj(i -> name + i).toList());
  }

  @Test
  void another_object_is_refused() {
    assertThatThrownBy(() -> AssociationCounts.read(fields(new JsonObject())))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "association.json: formatVersion must be an integer of at least 1 but was missing");
    JsonObject newer = COUNTS.toJson();
    newer.addProperty("formatVersion", 3);
    assertThatThrownBy(() -> AssociationCounts.read(fields(newer)))
        .isInstanceOf(UserException.class)
        .hasMessage("association.json: formatVersion must be 2 but was 3");
    JsonObject other = COUNTS.toJson();
    other.getAsJsonObject("labels").getAsJsonObject("feminine").addProperty("3", 1.0);
    assertThatThrownBy(() -> AssociationCounts.read(fields(other)))
        .isInstanceOf(UserException.class)
        .hasMessage("association.json: labels.feminine.3 must be an index below 3 but was '3'");
  }

  private static JsonFields fields(JsonObject json) {
    return new JsonFields(json, "association.json", "");
  }
}
