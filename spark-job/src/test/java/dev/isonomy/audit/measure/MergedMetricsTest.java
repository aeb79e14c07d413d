package dev.isonomy.audit.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.isonomy.audit.metric.AuditImage;
import dev.isonomy.audit.metric.AuditScope;
import dev.isonomy.audit.metric.Finding;
import dev.isonomy.audit.metric.MeasuredSet;
import dev.isonomy.audit.metric.Metric;
import dev.isonomy.audit.metric.PixelSource;
import dev.isonomy.audit.metric.SetTally;
import dev.isonomy.audit.metric.TallySize;
import dev.isonomy.metric.NearDuplicates;
import dev.isonomy.random.Purpose;
import dev.isonomy.random.RandomStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a metric finds of a set, it finds of the same set in parts. */
class MergedMetricsTest {
  private static final int CELLS = AuditImages.SPACE.cellCount();
  private static final TallySize SIZE = new TallySize(CELLS, 150);
  private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?(E-?\\d+)?");

  static Stream<Metric> metrics() {
    return Metrics.standard().stream();
  }

  /** Images of all kinds: some without truth, features or an auditor, some twice. */
  private static List<AuditImage> images(long seed, int number, double shift) {
    List<AuditImage> images = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      RandomStream random = RandomStream.of(seed, 1, i, Purpose.RENDER);
      int cell = random.nextInt(CELLS);
      float[] features = new float[3];
      random.fillGaussian(features);
      features[0] += (float) shift;
      images.add(
          new AuditImage(
              i % 5 == 0 ? AuditImage.UNKNOWN : cell,
              random.nextInt(8) == 0 ? random.nextInt(CELLS) : cell,
              i % 7 == 0 ? AuditImage.UNKNOWN : random.nextInt(8) == 0 ? 0 : cell,
              0.5 + random.nextDouble() / 2,
              i % 11 == 0 ? new float[0] : features,
              PixelSource.NONE));
    }
    images.addAll(images.subList(1, 4));
    return images;
  }

  private static MeasuredSet whole(String name, MeasuredSet.Role role, List<AuditImage> images) {
    SetTally tally = SetTally.of(Metrics.standard(), SIZE);
    images.forEach(tally::add);
    return new MeasuredSet(name, role, tally);
  }

  private static MeasuredSet inParts(
      String name, MeasuredSet.Role role, List<AuditImage> images, Random random) {
    List<AuditImage> shuffled = new ArrayList<>(images);
    Collections.shuffle(shuffled, random);
    SetTally merged = SetTally.of(Metrics.standard(), SIZE);
    for (int from = 0; from < shuffled.size(); ) {
      int to = Math.min(shuffled.size(), from + random.nextInt(90));
      SetTally part = SetTally.of(Metrics.standard(), SIZE);
      shuffled.subList(from, to).forEach(part::add);
      merged.merge(part);
      from = to;
    }
    return new MeasuredSet(name, role, merged);
  }

  private interface Maker {
    MeasuredSet make(String name, MeasuredSet.Role role, List<AuditImage> images);
  }

  private static String found(Metric metric, Maker maker) {
    MeasuredSet balanced =
        maker.make(AuditScope.BALANCED, MeasuredSet.Role.REFERENCE, images(1, 400, 0));
    MeasuredSet natural =
        maker.make(AuditScope.NATURAL, MeasuredSet.Role.REFERENCE, images(2, 400, 0.3));
    MeasuredSet unaided = maker.make(AuditScope.UNAIDED, MeasuredSet.Role.DRAWN, images(3, 300, 0));
    float[][] training = new float[60][3];
    for (int i = 0; i < training.length; i++) {
      RandomStream.of(9, 1, i, Purpose.RENDER).fillGaussian(training[i]);
    }
    AuditScope scope =
        new AuditScope(
            AuditImages.EQUAL,
            1,
            Map.of(AuditScope.BALANCED, balanced, AuditScope.NATURAL, natural),
            Optional.of(unaided),
            Optional.of(probes -> NearDuplicates.nearestDistances(probes, training)));
    StringBuilder found = new StringBuilder();
    for (MeasuredSet set :
        List.of(
            maker.make("conditional", MeasuredSet.Role.AUDITED, images(4, 350, 0.2)), unaided)) {
      Finding finding = metric.measure(set, scope);
      found.append(finding.json(AuditImages.SPACE)).append(finding.columns());
      found.append(finding.sentences()).append(finding.notes(AuditImages.SPACE));
      for (int cell = 0; cell < CELLS && set.isAudited(); cell++) {
        found.append(finding.json(cell)).append(finding.facts(cell));
      }
    }
    return found.toString();
  }

  @ParameterizedTest
  @MethodSource("metrics")
  void whatIsFoundOfPartsIsWhatIsFoundOfTheWhole(Metric metric) {
    String whole = found(metric, MergedMetricsTest::whole);
    assertThat(whole).as("it says something").containsPattern("0\\.\\d");
    for (int seed = 0; seed < 3; seed++) {
      Random random = new Random(seed);
      Metric other = metric(metric.getClass());
      assertSame(found(other, (name, role, images) -> inParts(name, role, images, random)), whole);
    }
  }

  /** Metrics live for one audit: another one is needed for another audit. */
  private static Metric metric(Class<?> kind) {
    return metrics().filter(each -> each.getClass() == kind).findFirst().orElseThrow();
  }

  /** Equal but for the last digits of sums that were added up in another order. */
  private static void assertSame(String found, String expected) {
    assertThat(NUMBER.matcher(found).replaceAll("#"))
        .isEqualTo(NUMBER.matcher(expected).replaceAll("#"));
    Matcher a = NUMBER.matcher(found);
    Matcher b = NUMBER.matcher(expected);
    while (a.find() && b.find()) {
      double number = Double.parseDouble(b.group());
      assertThat(Double.parseDouble(a.group()))
          .isCloseTo(number, within(1e-9 * Math.max(1, Math.abs(number))));
    }
  }
}
