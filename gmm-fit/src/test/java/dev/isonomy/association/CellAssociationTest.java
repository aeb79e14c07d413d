package dev.isonomy.association;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.isonomy.attribute.Attribute;
import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.error.UserException;
import java.util.List;
import org.junit.jupiter.api.Test;

class CellAssociationTest {
  private static final AttributeSpace TWO =
      AttributeSpace.of(new Attribute("gender", List.of("feminine", "masculine")));

  @Test
  void smoothing_pulls_towards_the_shares_without_components() {
    // shares without components: 12 of 20 and 8 of 20
    CellAssociation association =
        CellAssociation.estimate(TWO, new double[][] {{10, 2, 0}, {0, 8, 0}}, 5);

    assertThat(association.p(0, 0)).isCloseTo((10 + (5 * 0.6)) / 15, within(1e-15));
    assertThat(association.p(1, 1)).isCloseTo((8 + (5 * 0.4)) / 15, within(1e-15));
    assertThat(association.p(0, 2)).isCloseTo(0.6, within(1e-15)); // never seen
  }

  @Test
  void counts_add_responsibilities_of_labelled_rows() {
    double[][] counts =
        CellAssociation.counts(
            TWO, new int[] {0, -1, 1}, new double[][] {{0.9, 0.1}, {0.5, 0.5}, {0.2, 0.8}});

    assertThat(counts[0]).containsExactly(0.9, 0.1);
    assertThat(counts[1]).containsExactly(0.2, 0.8);
  }

  @Test
  void the_pilot_outweighs_labels_as_it_grows() {
    CellAssociation before = new CellAssociation(TWO, new double[][] {{0.5, 1}, {0.5, 0}});

    CellAssociation after = before.refine(PilotCounts.sure(new double[][] {{30, 0}, {10, 0}}), 10);

    assertThat(after.p(0, 0)).isCloseTo((30 + 5) / 50.0, within(1e-15));
    assertThat(after.p(0, 1)).isEqualTo(1); // no pilot image: as before
  }

  @Test
  void components_are_drawn_by_weight_and_impure_ones_are_left_out() {
    CellAssociation association =
        new CellAssociation(TWO, new double[][] {{0.9, 0.6, 0}, {0.1, 0.4, 1}});
    double[] weights = {0.2, 0.3, 0.5};

    assertThat(association.componentsForCell(0, weights, 0))
        .containsExactly(new double[] {0.4, 0.6, 0}, within(1e-15));
    assertThat(association.componentsForCell(1, weights))
        .containsExactly(new double[] {0, 0, 1}, within(1e-15));
    assertThat(association.expectedAcceptance(0, new double[] {0.4, 0.6, 0}))
        .isCloseTo(0.72, within(1e-15));
  }

  @Test
  void what_is_kept_of_the_draws_for_a_cell_follows_bayes() {
    double[][] p = {{0.9, 0.6, 0.01}, {0.1, 0.4, 0.99}};
    double[] weights = {0.2, 0.3, 0.5};
    double[] drawn = new CellAssociation(TWO, p).componentsForCell(0, weights, 0);

    double kept = 0;
    double joint = 0;
    for (int k = 0; k < weights.length; k++) {
      kept += drawn[k] * p[0][k];
      joint += weights[k] * p[0][k];
    }
    for (int k = 0; k < weights.length; k++) {
      assertThat(drawn[k] * p[0][k] / kept).isCloseTo(weights[k] * p[0][k] / joint, within(1e-15));
    }
  }

  @Test
  void the_best_component_of_a_cell_is_kept_however_impure() {
    CellAssociation association = new CellAssociation(TWO, new double[][] {{0.1, 0.2}, {0.9, 0.8}});

    assertThat(association.componentsForCell(0, new double[] {0.5, 0.5})).containsExactly(0, 1);
    assertThat(association.componentsForCell(0, new double[] {1, 0})).containsExactly(1, 0);
  }

  @Test
  void shares_of_cells_under_weights_are_the_product() {
    CellAssociation association = new CellAssociation(TWO, new double[][] {{0.9, 0.2}, {0.1, 0.8}});

    assertThat(association.cellShares(new double[] {0.5, 0.5}))
        .containsExactly(new double[] {0.55, 0.45}, within(1e-15));
  }

  @Test
  void draws_of_no_cell_have_no_part_in_the_shares_of_the_labelled_ones() {
    CellAssociation association = new CellAssociation(TWO, new double[][] {{0.5, 0.1}, {0, 0.9}});

    assertThat(association.labelled(0)).isEqualTo(0.5);
    assertThat(association.givenLabel().p(0, 0)).isEqualTo(1);
    // Of 100 draws, 50 of each component, 25 get no label, 30 are of the first cell, 45 of the
    // other.
    assertThat(association.cellShares(new double[] {0.5, 0.5}))
        .containsExactly(new double[] {0.4, 0.6}, within(1e-15));
  }

  @Test
  void mistakes_are_named() {
    assertThatThrownBy(() -> CellAssociation.estimate(TWO, new double[2][3], 1))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("needs labelled rows but there are none");
    assertThatThrownBy(() -> CellAssociation.estimate(TWO, new double[][] {{1}, {0}}, 0))
        .hasMessage("alpha must be above 0 but was 0.0");
    assertThatThrownBy(() -> new CellAssociation(TWO, new double[][] {{0.5}, {0.6}}))
        .hasMessageContaining("column of component 0 must sum to at most 1 but sums to 1.1");
  }
}
