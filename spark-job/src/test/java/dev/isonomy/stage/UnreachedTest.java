package dev.isonomy.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import dev.isonomy.association.CellSearch;
import dev.isonomy.attribute.Attribute;
import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.error.UserException;
import dev.isonomy.json.JsonFields;
import dev.isonomy.plan.ShortfallPolicy;
import dev.isonomy.plan.Thresholds;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnreachedTest {
  private static final AttributeSpace SPACE =
      AttributeSpace.of(
          new Attribute("tone", List.of("dark", "light")),
          new Attribute("hue", List.of("low", "high")));
  private static final List<CellSearch.Found> SEARCHES =
      List.of(new CellSearch.Found(3, 384, 1, List.of(1, 2), 5));

  @Test
  void aQuotaOfACellThatIsNotReachedIsRefusedWithWhatWasTried() {
    CellDraws draws = draws(new double[] {0.8, 0.5, 0.5, 0}, 0.1, true, SEARCHES);

    assertThatThrownBy(() -> Unreached.OF_COMPONENTS.refuse(draws, new long[] {5, 5, 5, 5}, SPACE))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "no labelled image is of light.high (1 of 384 images drawn from the components of"
                + " dark.high, light.low and 5 components of no cell or elsewhere), and no component"
                + " was found to make enough of them; label a few images of each, or leave them out"
                + " by isonomy.target.excluded");
    Unreached.OF_COMPONENTS.refuse(draws, new long[] {5, 5, 5, 0}, SPACE);
  }

  @Test
  void aQuotaThatNoPhrasingMeetsIsRefusedWithAnotherRemedy() {
    CellDraws draws =
        draws(
            new double[] {0.8, 0.5, 0.5, 0},
            0.1,
            true,
            List.of(new CellSearch.Found(3, 384, 1, List.of(), 5)));

    assertThatThrownBy(() -> Unreached.OF_PHRASINGS.refuse(draws, new long[] {5, 5, 5, 5}, SPACE))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "no phrasing was found to make enough of light.high (1 of 384 images drawn from 5"
                + " phrasings); add one to isonomy.prompts.naming that names it, or leave them out by"
                + " isonomy.target.excluded");
    CellDraws rare = draws(new double[] {0.8, 0.004, 0.5, 0.5}, 0.2, true, List.of());
    assertThatThrownBy(
            () ->
                Unreached.OF_PHRASINGS.limits(
                    rare, new long[] {5, 5, 5, 5}, SPACE, thresholds(50, ShortfallPolicy.FAIL)))
        .hasMessageContaining(
            "raise it, add a phrasing to isonomy.prompts.naming that names it better, leave it out");
  }

  @Test
  void withoutAPilotNothingWasTried() {
    CellDraws draws = draws(new double[] {0.8, 0, 0.5, 0}, 0, false, List.of());

    assertThatThrownBy(() -> Unreached.OF_COMPONENTS.refuse(draws, new long[] {5, 5, 5, 5}, SPACE))
        .hasMessageContaining("no labelled image is of dark.high, light.high")
        .hasMessageContaining("isonomy.associate.pilot-per-cell is 0");
  }

  @Test
  void aCellThatSurelyTakesMoreDrawsThanAllowedIsRefused() {
    CellDraws draws = draws(new double[] {0.8, 0.004, 0.5, 0.5}, 0.2, true, List.of());
    long[] quotas = {5, 5, 5, 5};

    assertThatThrownBy(
            () ->
                Unreached.OF_COMPONENTS.limits(
                    draws, quotas, SPACE, thresholds(50, ShortfallPolicy.FAIL)))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith(
            "dark.high is expected to take 250 draws per image, where"
                + " isonomy.generate.max-draws-per-image allows 50; raise it");
    assertThat(
            Unreached.OF_COMPONENTS.limits(
                draws, quotas, SPACE, thresholds(50, ShortfallPolicy.REPORT)))
        .as("a shortfall that is only reported is said")
        .hasValueSatisfying(line -> assertThat(line).contains("dark.high is expected to take 250"));
    assertThat(
            Unreached.OF_COMPONENTS.limits(
                draws, quotas, SPACE, thresholds(1_000, ShortfallPolicy.FAIL)))
        .isEmpty();
    assertThat(
            Unreached.OF_COMPONENTS.limits(
                draws, new long[] {5, 0, 5, 5}, SPACE, thresholds(50, ShortfallPolicy.FAIL)))
        .as("a cell without a quota takes nothing")
        .isEmpty();
  }

  @Test
  void aCellThatMayTakeTooManyIsOnlySaid() {
    CellDraws unsure = draws(new double[] {0.8, 0.015, 0.018, 0.5}, 0.4, true, List.of());

    assertThat(
            Unreached.OF_COMPONENTS.limits(
                unsure, new long[] {5, 5, 5, 5}, SPACE, thresholds(50, ShortfallPolicy.FAIL)))
        .hasValueSatisfying(line -> assertThat(line).endsWith("allows 50 (and 1 cells more)"));
  }

  @Test
  void whatAssociateFoundComesBackFromJson() {
    CellDraws draws = draws(new double[] {0.8, 0.5, 0.5, 0}, 0.1, true, SEARCHES);

    JsonObject json = draws.toJson(SPACE);
    CellDraws read = CellDraws.read(JsonFields.parse(json.toString(), "association.json"), SPACE);

    assertThat(read).usingRecursiveComparison().isEqualTo(draws);
  }

  private static CellDraws draws(
      double[] acceptance, double error, boolean measured, List<CellSearch.Found> searches) {
    double[][] drawn = {{1, 0}, {0.25, 0.75}, {0, 1}, {0, 0}};
    return new CellDraws(
        drawn, acceptance, new double[] {error, error, error, error}, measured, searches);
  }

  private static Thresholds thresholds(int maxDraws, ShortfallPolicy shortfall) {
    return new Thresholds(0.5, 0, maxDraws, shortfall);
  }
}
