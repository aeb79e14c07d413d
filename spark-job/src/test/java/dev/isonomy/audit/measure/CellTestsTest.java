package dev.isonomy.audit.measure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isonomy.audit.metric.AuditImage;
import dev.isonomy.audit.metric.AuditScope;
import dev.isonomy.audit.metric.Finding;
import dev.isonomy.metric.EnergyTest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CellTestsTest {
  private static final String SENTENCE = "%s: p = %s of %d.";

  /** Tests with these p-values; NaN for a cell without a test. */
  private static CellTests tests(double... p) {
    return new CellTests(
        Arrays.stream(p)
            .mapToObj(
                each ->
                    Double.isNaN(each)
                        ? Optional.<EnergyTest>empty()
                        : Optional.of(new EnergyTest(0.1, each, 20, 30)))
            .toList());
  }

  private static List<String> notes(CellTests tests) {
    return tests.notes(AuditImages.SPACE, SENTENCE);
  }

  @Test
  void holmsCorrectionComparesTheSmallestOfMWithAnMthOfTheLevel() {
    // 0.02 * 3 > 0.05: not one of three is significant, though each alone would be.
    assertThat(notes(tests(0.02, 0.02, 0.02, Double.NaN))).isEmpty();
    // 0.012 * 3 and 0.02 * 2 are below 0.05, 0.06 * 1 is not.
    assertThat(notes(tests(0.02, Double.NaN, 0.06, 0.012)))
        .containsExactly("square.blue and 1 other cells: p = 0.012 of 3.");
    assertThat(notes(tests(Double.NaN, 0.04, Double.NaN, Double.NaN)))
        .containsExactly("round.blue: p = 0.040 of 1.");
  }

  @Test
  void aTestThatFailsEndsTheSeriesEvenIfALaterOneWouldPass() {
    // 0.03 * 2 > 0.05 ends it, so 0.04 * 1 is not looked at.
    assertThat(notes(tests(0.03, 0.04, Double.NaN, Double.NaN))).isEmpty();
  }

  @Test
  void withoutTestsThereIsNothingToSay() {
    CellTests none = tests(Double.NaN, Double.NaN, Double.NaN, Double.NaN);

    assertThat(notes(none)).isEmpty();
    assertThat(none.json(0)).isEmpty();
    assertThat(tests(0.5, 1, 1, 1).json(0)).contains(new CellTests.TestJson(0.1, 0.5, 20, 30));
  }

  @Test
  void labelledImagesAreComparedWithUnlabelledOnesOfTheSameCell() {
    List<AuditImage> natural = new ArrayList<>(AuditImages.gaussian(1, 120, 0));
    AuditImages.gaussian(2, 120, 3)
        .forEach(
            image ->
                natural.add(
                    AuditImages.image(
                        AuditImage.UNKNOWN, image.labeler(), image.auditor(), image.features())));
    List<AuditImage> set = AuditImages.gaussian(3, 40, 0);

    Finding found =
        new LabelledTest()
            .measure(AuditImages.audited(set), AuditImages.scope(AuditScope.NATURAL, natural));
    Finding allLabelled =
        new LabelledTest()
            .measure(
                AuditImages.audited(set),
                AuditImages.scope(AuditScope.NATURAL, AuditImages.gaussian(1, 120, 0)));

    assertThat(found.notes(AuditImages.SPACE).get(0))
        .startsWith("Labelled images of ")
        .contains("and 3 other cells differ from unlabelled ones of the same cell");
    assertThat(allLabelled.notes(AuditImages.SPACE)).isEmpty();
    assertThat(allLabelled.json(0)).isEmpty();
  }
}
