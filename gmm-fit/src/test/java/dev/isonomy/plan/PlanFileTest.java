package dev.isonomy.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.isonomy.attribute.Attribute;
import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.attribute.CellDistribution;
import dev.isonomy.error.UserException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** {@code plan.json}, as written, read back and edited. */
class PlanFileTest {
  private static final AttributeSpace SPACE =
      AttributeSpace.of(new Attribute("tone", List.of("dark", "medium", "light")));

  private static final Rejection REJECTION =
      new Rejection(
          new Start.State(400),
          new double[][] {{1, 0}, {0.25, 0.75}, {0, 0}},
          new double[] {0.8, 0.5, 0},
          0.125,
          new Thresholds(0.5, 0.75, 60, ShortfallPolicy.REPORT));

  private static final GenerationPlan CONDITIONAL =
      GenerationPlan.of(
              -7,
              new CellDistribution(SPACE, new double[] {0.5, 0.5, 0}),
              new UnitLayout(new long[] {4, 4, 0}, 2),
              REJECTION)
          .split(new Splits(0.25, 0))
          .excluding(Set.of(2))
          .withNotes(List.of("a note"));

  @Test
  void aPromptedPlanSaysWhichTextEachComponentIs() {
    GenerationPlan prompted =
        GenerationPlan.of(
            3,
            new CellDistribution(SPACE, new double[] {0.5, 0.5, 0}),
            new UnitLayout(new long[] {4, 4, 0}, 2),
            new Rejection(
                new Start.Noise(),
                new double[][] {{1, 0}, {0.25, 0.75}, {0, 0}},
                new double[] {0.8, 0.5, 0},
                0.125,
                new Thresholds(0.5, 0.75, 60, ShortfallPolicy.REPORT),
                List.of("a woman", "a \"man\"")));
    String json = prompted.toJson();

    assertThat(read(json)).isEqualTo(prompted);
    assertThat(json)
        .contains("\"method\": \"prompted\"", "\"from\": \"noise\"", "\"phrasings\": [");
    assertThatThrownBy(() -> read(json.replace("\"prompted\"", "\"conditional\"")))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("phrasings must be left out for the method conditional,");
    assertThatThrownBy(() -> read(CONDITIONAL.toJson().replace("\"conditional\"", "\"prompted\"")))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("phrasings must be");
    assertThatThrownBy(() -> read(json.replace("\"noise\"", "\"code\"")))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("draws from phrasings start from noise");
  }

  @Test
  void aConditionalPlanSaysEverythingAndComesBack() {
    String json = CONDITIONAL.toJson();

    assertThat(read(json)).isEqualTo(CONDITIONAL);
    assertThat(CONDITIONAL.expectedDraws()).isCloseTo((4 / 0.8) + (4 / 0.5), within(1e-12));
    assertThat(json)
        .startsWith(
            """
            {
              "formatVersion": 2,
              "method": "conditional",
              "seed": -7,
              "images": 8,
              "unitSize": 2,
              "units": 4,
              "splits": [
                {
                  "name": "train",
                  "firstUnit": 0,
                  "units": 3
                },
                {
                  "name": "validation",
                  "firstUnit": 3,
                  "units": 1
                }
              ],
              "start": {
                "from": "state",
                "timestep": 400
              },
              "thresholds": {
                "minimumPurity": 0.5,
                "abstainBelow": 0.75,
                "maxDrawsPerImage": 60,
                "shortfall": "report"
              },
              "expectedDraws": 13.0,
              "expectedDrawsError": 0.125,
            """)
        .contains(
            """
                "medium": {
                  "target": 0.5,
                  "quota": 4,
                  "quotaByUnit": [
                    1,
                    1,
                    1,
                    1
                  ],
                  "expectedAcceptance": 0.5,
                  "components": {
                    "0": 0.25,
                    "1": 0.75
                  }
                },
                "light": {
                  "target": 0.0,
                  "quota": 0,
                  "quotaByUnit": [
                    0,
                    0,
                    0,
                    0
                  ],
                  "excluded": true,
                  "expectedAcceptance": 0.0,
                  "components": {}
                }
            """);
  }

  @Test
  void aWeightedPlanOfACompletionSaysItsWeightsAndComesBack() {
    Completion completion = new Completion(CellDistribution.uniform(SPACE), new long[] {41, 7, 0});
    long[] quotas = completion.quotas(75);
    for (Start start : List.of(new Start.Code(), new Start.State(3), new Start.Noise())) {
      GenerationPlan plan =
          GenerationPlan.of(
                  1,
                  CellDistribution.empirical(SPACE, quotas),
                  new UnitLayout(quotas, 10),
                  new Weighting(
                      "prior",
                      start,
                      new ComponentWeights(
                          new double[] {0.25, 0, 0.75}, new double[] {0.5, 0.25, 0.25}, 0.1)))
              .completing(completion);

      String json = plan.toJson();

      assertThat(read(json)).isEqualTo(plan);
      assertThat(json)
          .contains(
              "\"method\": \"prior\"",
              "\"from\": \"" + start.label() + "\"",
              "\"existing\": 41",
              "\"expectedShare\": 0.5",
              "  \"weights\": {\n    \"0\": 0.25,\n    \"2\": 0.75\n  }")
          .as("nothing is rejected")
          .doesNotContain("thresholds", "expectedAcceptance");
    }
  }

  @Test
  void anEditedPlanIsReadAsItStands() {
    GenerationPlan edited =
        read(
            CONDITIONAL
                .toJson()
                .replace("\"seed\": -7", "\"seed\": 9")
                .replace("\"maxDrawsPerImage\": 60", "\"maxDrawsPerImage\": 3")
                .replace("\"0\": 0.25", "\"0\": 0.5")
                .replace("\"1\": 0.75", "\"1\": 0.5"));

    assertThat(edited.seed()).isEqualTo(9);
    Rejection rejection = edited.rejection().orElseThrow();
    assertThat(rejection.thresholds().maxDrawsPerImage()).isEqualTo(3);
    assertThat(rejection.componentsForCell()[1]).containsExactly(0.5, 0.5);
  }

  @Test
  void thePlanOfAMillionUnitsIsAsShortAsOneOfFew() {
    GenerationPlan large =
        GenerationPlan.of(
            1,
            CONDITIONAL.target(),
            new UnitLayout(new long[] {500_000_000, 499_999_999, 0}, 1_000),
            REJECTION);

    assertThat(large.toJson()).hasSizeLessThan(2_000).doesNotContain("quotaByUnit");
    assertThat(read(large.toJson())).isEqualTo(large);
  }

  @Test
  void aPlanThatContradictsItselfIsRefusedByItsKey() {
    assertRefused("\"quota\": 4", "\"quota\": 5", "images must be 9, the sum of the quotas, but");
    assertRefused(
        "\"quotaByUnit\": [\n        1,\n        1,",
        "\"quotaByUnit\": [\n        2,\n        0,",
        "cells.dark.quotaByUnit must follow from quota and unitSize, or be left out, but was [2, 0,");
    assertRefused("\"units\": 4", "\"units\": 5", "units must be 4, the images over unitSize");
    assertRefused(
        "\"firstUnit\": 3", "\"firstUnit\": 2", "split validation must begin with unit 3");
    assertRefused("\"units\": 1", "\"units\": 2", "must have each of the 4 units once but have 5");
    assertRefused("\"name\": \"validation\"", "\"name\": \"train\"", "each of the 4 units once");
    assertRefused("\"name\": \"validation\"", "\"name\": \"dev\"", "must be train, validation or");
    assertRefused("\"0\": 0.25", "\"0\": 0.5", "sum to 1 but sum to 1.25");
    assertRefused(
        "\"1\": 0.75", "\"2\": 0.75", "cells.medium.components.2 must be an index below 2");
    assertRefused("\"from\": \"state\"", "\"from\": \"noise\"", "not noise");
    assertRefused("\"from\": \"state\"", "\"from\": \"data\"", "start.from must be code or state");
    assertRefused("\"method\": \"conditional\"", "\"method\": \"fair\"", "must be one of [prior");
    assertRefused(
        "\"method\": \"conditional\"", "\"method\": \"prior\"", "weights must be an object");
    assertRefused("\"target\": 0.0", "\"target\": 0.1", "must sum to 1 but sum to 1.1");
    assertRefused("\"excluded\": true", "\"excluded\": 1", "cells.light.excluded must be true or");
    assertRefused("\"notes\"", "\"note\"", "note is not known");
    assertRefused("\"light\": {", "\"bright\": {", "cells.bright is not known");
  }

  @Test
  void numbersThatAreNotFiniteOrOutOfRangeAreRefusedByTheirKey() {
    for (String bad : List.of("NaN", "Infinity", "-0.1", "2", "\"0.8\"", "null")) {
      assertRefused(
          "\"expectedAcceptance\": 0.8",
          "\"expectedAcceptance\": " + bad,
          "cells.dark.expectedAcceptance must be a number between 0.0 and 1.000001 but was");
    }
    assertRefused("\"seed\": -7", "\"seed\": 7.5", "seed must be an integer but was 7.5");
  }

  @Test
  void otherTextIsNotAPlan() {
    assertThatThrownBy(() -> read("{\"formatVersion\": 1}"))
        .isInstanceOf(UserException.class)
        .hasMessage("run/plan.json: formatVersion must be 2 but was 1");
    assertThatThrownBy(() -> read("[]"))
        .isInstanceOf(UserException.class)
        .hasMessage("run/plan.json must hold a JSON object");
    assertThatThrownBy(() -> read("{"))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("run/plan.json is not valid JSON: ");
  }

  private static GenerationPlan read(String json) {
    return GenerationPlan.fromJson(json, "run/plan.json");
  }

  /** Replaces the first occurrence. */
  private static void assertRefused(String from, String to, String message) {
    String json = CONDITIONAL.toJson();
    assertThat(json).contains(from);
    String edited = json.replaceFirst(java.util.regex.Pattern.quote(from), to);
    assertThatThrownBy(() -> read(edited))
        .as(from + " -> " + to)
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("run/plan.json: ")
        .hasMessageContaining(message);
  }
}
