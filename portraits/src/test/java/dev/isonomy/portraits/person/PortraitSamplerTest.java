package dev.isonomy.portraits.person;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PortraitSamplerTest {
  private static final int N = 10_000;

  @Test
  void portraitIsAPureFunctionOfSeedAndIndex() {
    PortraitSampler sampler = PortraitSampler.natural(5);
    Portrait later = sampler.sample(900);
    Portrait earlier = sampler.sample(3);
    assertThat(PortraitSampler.natural(5).sample(3)).isEqualTo(earlier);
    assertThat(PortraitSampler.natural(5).sample(900)).isEqualTo(later);
    assertThat(PortraitSampler.natural(6).sample(3)).isNotEqualTo(earlier);
  }

  @Test
  void samplingACellAgreesWithTheStream() {
    Portrait portrait = PortraitSampler.balanced(5).sample(77);
    assertThat(PortraitSampler.ofCell(portrait.cell(), 5, 77)).isEqualTo(portrait);
  }

  @Test
  void cellsFollowTheDistribution() {
    PortraitDistribution natural = PortraitDistribution.natural();
    int[] counts = new int[PortraitCell.COUNT];
    natural(N).forEach(p -> counts[p.cell().index()]++);
    for (PortraitCell cell : PortraitCell.all()) {
      double p = natural.probability(cell);
      assertThat(counts[cell.index()] / (double) N)
          .as("%s", cell)
          .isEqualTo(p, within(4.5 * Math.sqrt(p * (1 - p) / N)));
    }
  }

  @Test
  void greyHairIsWornByAllSeniorsAndByNobodyElse() {
    assertThat(natural(N))
        .allMatch(p -> (p.hair().colour() == HairColour.GREY) == (p.cell().age() == Age.SENIOR));
  }

  @Test
  void baldHeadsAreSenior() {
    assertThat(natural(N))
        .filteredOn(p -> p.hair().style() == HairStyle.BALD)
        .isNotEmpty()
        .allMatch(p -> p.cell().age() == Age.SENIOR);
  }

  @Test
  void presentationIsNeverAmbiguous() {
    assertThat(natural(N))
        .filteredOn(p -> p.cell().gender() == Gender.FEMININE)
        .allMatch(p -> p.beard() == Beard.NONE);
    assertThat(natural(N))
        .filteredOn(p -> p.masculine() && p.hair().style() == HairStyle.LONG)
        .isNotEmpty()
        .allMatch(p -> p.beard() == Beard.FULL);
  }

  @Test
  void everyFreeClassOccurs() {
    Set<Enum<?>> seen = new TreeSet<>((a, b) -> key(a).compareTo(key(b)));
    natural(N)
        .forEach(
            p -> {
              seen.addAll(Set.of(p.hair().style(), p.hair().colour(), p.hair().parting()));
              seen.addAll(Set.of(p.beard(), p.glasses(), p.earrings()));
              seen.addAll(Set.of(p.expression(), p.garment()));
            });
    int classes = 13 + 5 + 2 + 4 + 3 + 2 + 3 + 3;
    assertThat(seen).hasSize(classes);
  }

  @Test
  void yawStaysWithinItsBounds() {
    assertThat(natural(2000)).allMatch(p -> Math.abs(p.yaw()) <= PortraitSampler.MAX_YAW);
    assertThat(natural(2000)).anyMatch(p -> p.yaw() < -12).anyMatch(p -> p.yaw() > 12);
  }

  @Test
  void skinTonesAreWellApart() {
    // Green carries most of the luminance.
    assertThat(darkest(SkinTone.LIGHT)).isGreaterThan(1.3 * lightest(SkinTone.MEDIUM));
    assertThat(darkest(SkinTone.MEDIUM)).isGreaterThan(1.3 * lightest(SkinTone.DARK));
  }

  private static double darkest(SkinTone tone) {
    return greens(tone).min().orElseThrow();
  }

  private static double lightest(SkinTone tone) {
    return greens(tone).max().orElseThrow();
  }

  private static DoubleStream greens(SkinTone tone) {
    return LongStream.range(0, 2000)
        .mapToObj(i -> PortraitSampler.ofCell(Gender.FEMININE, Age.YOUNG, tone, 1, i))
        .mapToDouble(p -> p.palette().skin().g());
  }

  private static String key(Enum<?> value) {
    return value.getDeclaringClass().getSimpleName() + "." + value.name();
  }

  private static Stream<Portrait> natural(int count) {
    PortraitSampler sampler = PortraitSampler.natural(11);
    return LongStream.range(0, count).mapToObj(sampler::sample);
  }
}
